using System.Collections.Immutable;
using System.Text;

namespace InferenceKit.Sessions.Rows;

/// <summary>One row of outputs that no run made. Read by many threads at once, and never written once it is made.</summary>
internal sealed unsafe class ConstantRow : RowBatch
{
    private readonly byte[][]?[] _strings;

    private ConstantRow(ModelSignature signature) : base(signature, 1)
    {
        _strings = new byte[signature.Outputs.Count][][];
        HoldOneRow();
    }

    // Freed by the garbage collector: it outlives its version, and answers may be read from it until nothing refers to it.
    ~ConstantRow() => base.Dispose();

    /// <param name="signature">Of the version whose outputs they stand for.</param>
    /// <param name="outputs">Elements of the row by output, as text in the invariant culture.</param>
    /// <param name="problem">Null, or what does not suit, for people.</param>
    public static ConstantRow? TryCreate(
        ModelSignature signature, IReadOnlyDictionary<string, ImmutableArray<string>> outputs, out string? problem)
    {
        var row = new ConstantRow(signature);
        problem = null;
        foreach (var (name, elements) in outputs)
        {
            problem = signature.TryIndexOfOutput(name, out var index)
                ? row.TrySet(index, elements)
                : $"there is no output '{name}'; the outputs are {string.Join(", ", signature.Outputs.Select(o => $"'{o.Name}' ({o})"))}";
            if (problem is null) continue;
            row.Dispose();
            return null;
        }
        return row;
    }

    /// <summary>A tensor of so many rows, all of them the constant; null for an output without one.</summary>
    public TensorValue? Repeat(int output, int rows)
    {
        var source = Outputs[output];
        long[] shape = Signature.SharesRuns ? [rows, .. source.RowShape] : source.RowShape.ToArray();
        var count = Signature.SharesRuns ? rows : 1;
        if (_strings[output] is { } strings)
            return TensorValue.Copy<string>([.. Enumerable.Repeat(strings, count).SelectMany(row => row.Select(Encoding.UTF8.GetString))], shape);
        if (source.Data is null) return null;
        var row = new ReadOnlySpan<byte>(source.Data, source.RowElements * ElementTypes.SizeOf(source.Spec.ElementType));
        var bytes = new byte[row.Length * count];
        for (var i = 0; i < count; i++) row.CopyTo(bytes.AsSpan(i * row.Length));
        // The finalizer frees the memory that was read above, and must not run before this point.
        GC.KeepAlive(this);
        return TensorValue.CopyBytes(source.Spec.ElementType, bytes, shape);
    }

    public override ReadOnlySpan<byte> GetString(int output, int row, int index) =>
        _strings[output] is { } strings && (uint)index < (uint)strings.Length
            ? strings[index]
            : throw new InferenceException(InferenceError.InvalidOutput, $"The constant of output '{Outputs[output].Spec.Name}' has no string {index}.");

    public override InferenceValue GetValue(int output, int row) =>
        Repeat(output, 1) ?? throw new InferenceException(InferenceError.InvalidOutput, $"The constant says nothing of output '{Outputs[output].Spec.Name}'.");

    public override void Dispose()
    {
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void TerminateRun() { }

    protected override void ResetRun() { }

    private string? TrySet(int index, ImmutableArray<string> elements)
    {
        var spec = Signature.Outputs[index];
        if (spec.Kind != ValueKind.Tensor) return $"output '{spec.Name}' is {spec}, and a constant can only be a tensor";
        if (ShapeOf(spec, elements.Length, out var shape) is { } problem) return problem;
        if (spec.ElementType == ElementType.String)
        {
            _strings[index] = [.. elements.Select(Encoding.UTF8.GetBytes)];
            Outputs[index].Point(ElementType.String, Signature.SharesRuns ? [1, .. shape] : shape, null);
            return null;
        }
        Outputs[index].Reserve(shape, 1);
        var bytes = new Span<byte>(Outputs[index].Data, elements.Length * ElementTypes.SizeOf(spec.ElementType));
        for (var i = 0; i < elements.Length; i++)
            if (!ElementText.TryParse(elements[i], spec.ElementType, bytes, i)) return $"output '{spec.Name}' is {spec}, and element {i} of its constant is no {spec.ElementType}";
        return null;
    }

    private string? ShapeOf(ValueSpec spec, int elements, out long[] shape)
    {
        shape = [elements];
        if (!spec.HasKnownRank) return null;
        var sizes = spec.Shape.Skip(Signature.SharesRuns ? 1 : 0).ToArray();
        var known = sizes.Aggregate(1L, (all, size) => all * (size ?? 1));
        var open = sizes.Count(size => size is null);
        if (open > 1) return $"output '{spec.Name}' is {spec}: a constant cannot tell the sizes of several open dimensions";
        if (open == 0 ? known != elements : known == 0 || elements % known != 0)
            return $"a row of output '{spec.Name}' ({spec}) has {(open == 0 ? $"{known}" : $"a multiple of {known}")} elements, and its constant has {elements}";
        shape = [.. sizes.Select(size => size ?? elements / known)];
        return null;
    }
}
