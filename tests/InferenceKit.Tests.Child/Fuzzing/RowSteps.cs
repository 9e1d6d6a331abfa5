using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Operators that leave rows to themselves.</summary>
internal static class RowSteps
{
    public static FuzzValue Apply(GraphWriter graph, FuzzValue x)
    {
        var random = graph.Random;
        return x.Element switch
        {
            ElementType.String => OnTexts(graph, x),
            ElementType.Float32 => OnFloats(graph, x),
            ElementType.Float64 or ElementType.Int64 or ElementType.Int32 => random.Below(3) switch
            {
                0 => graph.Add("Identity", [x.Name], x.Element, x.Shape),
                1 => graph.Add("Mul", [x.Name, Scalar(x.Element, random.Between(2, 5))], x.Element, x.Shape),
                _ => Cast(graph, x),
            },
            ElementType.Bool or ElementType.UInt8 or ElementType.Int8 when random.Chance(50) => Cast(graph, x),
            _ => graph.Add("Identity", [x.Name], x.Element, x.Shape),
        };
    }

    private static FuzzValue OnFloats(GraphWriter graph, FuzzValue x)
    {
        var random = graph.Random;
        var last = x.Rank > 0 ? x.Shape[^1] : default;
        switch (random.Below(11))
        {
            case 0: return graph.Add("Mul", [x.Name, (float)random.Between(2, 9) / 2], x.Element, x.Shape);
            case 1: return graph.Add("Add", [x.Name, (float)random.Between(1, 9)], x.Element, x.Shape);
            case 2: return graph.Add(random.Pick("Relu", "Sigmoid", "Tanh", "Neg", "Abs"), [x.Name], x.Element, x.Shape);
            case 3 when x.Rank >= 2: return graph.Add("Softmax", [x.Name], x.Element, x.Shape, [OnnxAttribute.Of("axis", -1)]);
            case 4 when x.Rank >= 2: return graph.Add("ReduceSum", [x.Name, new long[] { -1 }], x.Element, [.. x.Shape[..^1], FuzzDimension.Of(1)]);
            case 5 when x.Rank >= 2: return graph.Add("ReduceSum", [x.Name, new long[] { -1 }], x.Element, x.Shape[..^1], [OnnxAttribute.Of("keepdims", 0)]);
            case 6 when x.Rank == 2 && last.Size is { } width:
                var outputs = random.Between(1, 5);
                return graph.Add("MatMul", [x.Name, Weights(random, width, outputs)], x.Element, [x.Shape[0], FuzzDimension.Of(outputs)]);
            case 7 when x.Rank >= 2: return graph.Add("ArgMax", [x.Name], ElementType.Int64, x.Shape[..^1], [OnnxAttribute.Of("axis", -1), OnnxAttribute.Of("keepdims", 0)]);
            case 8 when x.Rank >= 2: return graph.Add("Concat", [x.Name, x.Name], x.Element, [.. x.Shape[..^1], last.Size is { } size ? FuzzDimension.Of(2 * size) : default], [OnnxAttribute.Of("axis", -1)]);
            case 9 when x.Rank >= 3: return graph.Add("Flatten", [x.Name], x.Element, [x.Shape[0], default], [OnnxAttribute.Of("axis", 1)]);
            default: return Cast(graph, x);
        }
    }

    private static FuzzValue OnTexts(GraphWriter graph, FuzzValue x) => graph.Random.Below(3) switch
    {
        0 when x.Rank == 1 => graph.Add(
            "StringNormalizer", [x.Name], x.Element, x.Shape,
            [OnnxAttribute.Of("case_change_action", "UPPER"), OnnxAttribute.Of("is_case_sensitive", 1), OnnxAttribute.Of("locale", "C")]),
        1 => graph.Add(
            "LabelEncoder", [x.Name], ElementType.Int64, x.Shape,
            [OnnxAttribute.Of("keys_strings", ["a", "bb"]), OnnxAttribute.Of("values_int64s", [7L, 9L]), OnnxAttribute.Of("default_int64", -1)], domain: OnnxDomain.Classical),
        _ => graph.Add("Identity", [x.Name], x.Element, x.Shape),
    };

    private static FuzzValue Cast(GraphWriter graph, FuzzValue x)
    {
        var to = graph.Random.Pick(ElementType.Float32, ElementType.Float64, ElementType.Int64, ElementType.Int32);
        return graph.Add("Cast", [x.Name], to, x.Shape, [OnnxAttribute.Of("to", (long)to)]);
    }

    private static OnnxTensor Scalar(ElementType element, int value) => element switch
    {
        ElementType.Float64 => OnnxTensor.Scalar((double)value),
        ElementType.Int64 => OnnxTensor.Scalar((long)value),
        _ => OnnxTensor.Scalar(value),
    };

    private static OnnxTensor Weights(FuzzRandom random, long rows, int columns)
    {
        var weights = new float[rows * columns];
        for (var i = 0; i < weights.Length; i++) weights[i] = random.Between(-8, 8) / 4f;
        return OnnxTensor.Create(weights, rows, columns);
    }
}
