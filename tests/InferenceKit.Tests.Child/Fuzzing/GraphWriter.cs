using System.Globalization;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>A random graph while it grows.</summary>
internal sealed class GraphWriter(FuzzRandom random, string rows)
{
    private readonly List<string> _steps = [];
    private int _names;

    public FuzzRandom Random => random;

    public OnnxModelBuilder Builder { get; } = OnnxModelBuilder.Create("fuzz").Opset(18).Opset(OnnxDomain.Classical, 3);

    public List<FuzzValue> Values { get; } = [];

    /// <summary>Whether rows are mixed so far.</summary>
    public bool MixesRows { get; private set; }

    public string Text => string.Join("; ", _steps);

    public bool HasRows(FuzzValue value) => value.IsTensor && value.Rank > 0 && value.Shape[0].Symbol == rows;

    public string NewName() => string.Create(CultureInfo.InvariantCulture, $"v{_names++}");

    public void Note(string step) => _steps.Add(step);

    /// <summary>Adds a node with one output.</summary>
    public FuzzValue Add(string op, ReadOnlySpan<OnnxOperand> inputs, ElementType element, FuzzDimension[] shape, ReadOnlySpan<OnnxAttribute> attributes = default, bool mixesRows = false, string domain = OnnxDomain.Standard)
    {
        var name = NewName();
        Builder.Node(op, inputs, [name], attributes, domain);
        return Added(new(name, element, shape), op, inputs, mixesRows);
    }

    public FuzzValue Added(FuzzValue value, string op, ReadOnlySpan<OnnxOperand> inputs, bool mixesRows = false)
    {
        MixesRows |= mixesRows;
        var of = new List<string>();
        foreach (var input in inputs) of.Add(input.Name);
        Note($"{value.Name} = {op}({string.Join(", ", of.Where(n => n.Length > 0))}): {value.Declared}");
        Values.Add(value);
        return value;
    }
}
