using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Makes random models.</summary>
internal static class ModelGenerator
{
    public const string Rows = "n";

    private static readonly ElementType[] Elements =
    [
        ElementType.Float64, ElementType.Float16, ElementType.BFloat16, ElementType.Int64, ElementType.Int32, ElementType.Int16, ElementType.Int8,
        ElementType.UInt64, ElementType.UInt32, ElementType.UInt16, ElementType.UInt8, ElementType.Bool, ElementType.String, ElementType.String,
    ];

    /// <summary>Inputs for one or more models.</summary>
    public static FuzzValue[] MakeInputs(FuzzRandom random, bool isLarge)
    {
        if (isLarge) return [new("x", ElementType.Float32, [FuzzDimension.Of(Rows), random.Chance(70) ? FuzzDimension.Of("s") : FuzzDimension.Of(random.Pick(100_000, 393_216, 1 << 20))])];
        if (random.Chance(8)) return [Composite(random)];
        var inputs = new FuzzValue[random.Pick(1, 1, 1, 2, 2, 3)];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = Tensor(random, i == 0 ? "x" : $"x{i}");
        return inputs;
    }

    /// <summary>A model of these inputs.</summary>
    public static FuzzModel Make(FuzzRandom random, FuzzValue[] inputs, bool isLarge)
    {
        var graph = new GraphWriter(random, Rows);
        var optional = new HashSet<string>();
        foreach (var input in inputs)
        {
            graph.Builder.Input(input.Name, input.Declared);
            graph.Note($"{input.Name}: {input.Declared}");
            graph.Values.Add(input);
        }
        if (!isLarge && random.Chance(10))
        {
            graph.Builder.OptionalInput("scale", OnnxTensor.Create<float>([1.5f], 1));
            graph.Values.Add(new("scale", ElementType.Float32, [FuzzDimension.Of(1)]));
            optional.Add("scale");
        }
        if (random.Chance(10)) graph.Builder.Initializer("constant", OnnxTensor.Create<float>([3, 1, 4], 3));

        Grow(graph, isLarge);
        var mixesRows = Declare(graph, isLarge);
        FuzzValue[] all = optional.Count > 0 ? [.. inputs, new("scale", ElementType.Float32, [FuzzDimension.Of(1)])] : inputs;
        return new(graph.Builder.Build(), all, optional, !mixesRows && !graph.MixesRows, graph.Text);
    }

    private static void Grow(GraphWriter graph, bool isLarge)
    {
        var random = graph.Random;
        foreach (var composite in graph.Values.Where(v => !v.IsTensor).ToArray()) CompositeSteps.Take(graph, composite);
        var mixes = !isLarge && random.Chance(40);
        var steps = random.Between(isLarge ? 1 : 0, 4);
        for (var i = 0; i < steps; i++)
        {
            var tensors = graph.Values.Where(v => v.IsTensor).ToArray();
            // The newest one mostly, so that graphs become deep.
            var x = random.Chance(60) ? tensors[^1] : random.Pick(tensors);
            if (mixes && x.Rank > 0 && random.Chance(50)) MixingSteps.Apply(graph, x);
            else RowSteps.Apply(graph, x);
        }
        var floats = graph.Values.Where(v => v is { Element: ElementType.Float32, IsTensor: true, Rank: 2 } && graph.HasRows(v)).ToArray();
        if (!isLarge && floats.Length > 0 && random.Chance(12)) AddPoison(graph, random.Pick(floats));
        if (!isLarge && random.Chance(12)) CompositeSteps.Make(graph, random.Pick(graph.Values.Where(v => v.IsTensor).ToArray()));
    }

    /// <summary>Fails a run where the sum of one row is far below zero.</summary>
    private static void AddPoison(GraphWriter graph, FuzzValue x)
    {
        FuzzDimension[] shape = [x.Shape[0], FuzzDimension.Of(1)];
        var sum = graph.Add("ReduceSum", [x.Name, new long[] { -1 }], ElementType.Float32, shape);
        var low = graph.Add("Less", [sum.Name, -4f], ElementType.Bool, shape);
        var index = graph.Add("Cast", [low.Name], ElementType.Int64, shape, [OnnxAttribute.Of("to", (long)ElementType.Int64)]);
        var nothing = graph.Add("Gather", [OnnxTensor.Vector(0f), index.Name], ElementType.Float32, shape, [OnnxAttribute.Of("axis", 0)]);
        graph.Add("Add", [sum.Name, nothing.Name], ElementType.Float32, shape);
    }

    /// <summary>Declares outputs. Says whether they are others than rows.</summary>
    private static bool Declare(GraphWriter graph, bool isLarge)
    {
        var random = graph.Random;
        var candidates = graph.Values.ToList();
        // What was made last is the purpose of the graph; what was given is rarely given back.
        var outputs = new List<FuzzValue> { candidates[^1] };
        for (var i = random.Below(3); i > 0 && !isLarge; i--)
            if (random.PickFrom(candidates) is var more && !outputs.Contains(more)) outputs.Add(more);
        if (isLarge && random.Chance(30) && !outputs.Contains(candidates[0])) outputs.Add(candidates[0]);
        var others = false;
        foreach (var output in outputs)
        {
            others |= !graph.HasRows(output) && output.Composite is null;
            graph.Builder.Output(output.Name, DeclaredAs(random, output));
        }
        if (graph.Builder.Content.Constants.Any(c => c.Name == "constant"))
        {
            graph.Builder.Output("constant", ElementType.Float32, 3);
            others = true;
        }
        graph.Note($"-> {string.Join(", ", graph.Builder.Content.Outputs.Select(o => $"{o.Name}: {o.Type}"))}");
        return others;
    }

    private static OnnxType DeclaredAs(FuzzRandom random, FuzzValue output)
    {
        if (!output.IsTensor) return output.Declared;
        if (random.Chance(10)) return OnnxType.TensorOfAnyRank(output.Element);
        // A first dimension that is called rows, whatever it is; or that is not called anything.
        if (output.Rank > 0 && output.Shape[0].Size is null && random.Chance(25))
            return OnnxType.Tensor(output.Element, [random.Chance(60) ? Rows : OnnxDimension.Dynamic, .. output.Shape[1..].Select(d => d.Declared)]);
        return output.Declared;
    }

    private static FuzzValue Tensor(FuzzRandom random, string name)
    {
        var element = random.Chance(65) ? ElementType.Float32 : random.Pick(Elements);
        var shape = new FuzzDimension[random.Pick(1, 2, 2, 2, 2, 3)];
        shape[0] = random.Below(20) switch
        {
            0 or 1 => FuzzDimension.Of(random.Pick(1, 1, 2, 4)),
            2 => FuzzDimension.Unknown,
            _ => FuzzDimension.Of(Rows),
        };
        for (var i = 1; i < shape.Length; i++)
            shape[i] = random.Chance(70) ? FuzzDimension.Of(random.Between(1, 6)) : random.Chance(80) ? FuzzDimension.Of($"s{i}") : FuzzDimension.Unknown;
        return new(name, element, shape);
    }

    private static FuzzValue Composite(FuzzRandom random) => random.Below(3) switch
    {
        0 => new("x", ElementType.Float32, [], OnnxType.Sequence(OnnxType.Tensor(ElementType.Float32, OnnxDimension.Dynamic, 2))),
        1 => new("x", ElementType.Int64, [], OnnxType.Map(ElementType.Int64, OnnxType.Tensor(ElementType.Float32))),
        _ => new("x", ElementType.Float32, [], OnnxType.Optional(OnnxType.Tensor(ElementType.Float32, Rows, 2))),
    };
}
