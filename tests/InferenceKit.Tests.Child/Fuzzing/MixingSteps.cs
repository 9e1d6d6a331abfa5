using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Operators whose rows depend on each other, or whose outputs have another first dimension.</summary>
internal static class MixingSteps
{
    public static FuzzValue Apply(GraphWriter graph, FuzzValue x)
    {
        var random = graph.Random;
        var rest = x.Shape[1..];
        FuzzDimension unknown = default;
        switch (random.Below(20))
        {
            case 0 when IsFloat(x): return Mix(graph, "Softmax", [x.Name], x, x.Shape, OnnxAttribute.Of("axis", 0));
            case 1 when IsFloat(x): return Mix(graph, "CumSum", [x.Name, 0L], x, x.Shape);
            case 2 when IsFloat(x):
                var mean = Mix(graph, "ReduceMean", [x.Name, new long[] { 0 }], x, [FuzzDimension.Of(1), .. rest]);
                return Mix(graph, "Sub", [x.Name, mean.Name], x, x.Shape);
            case 3 when IsFloat(x) && x.Rank == 2: return Mix(graph, "MatMul", [x.Name, Transposed(graph, x).Name], x, [x.Shape[0], random.Chance(50) ? x.Shape[0] : unknown]);
            case 4 when IsFloat(x) && x.Rank == 2: return Attention(graph, x);
            case 5:
                return Mix(graph, "Slice", [x.Name, new[] { -1L }, new[] { (long)int.MinValue }, new[] { 0L }, new[] { -1L }], x, x.Shape);
            case 6 when IsFloat(x): return Mix(graph, "ReduceSum", [x.Name, new long[] { 0 }], x, [FuzzDimension.Of(1), .. rest]);
            case 7 when IsFloat(x): return Mix(graph, "ReduceMax", [x.Name, new long[] { 0 }], x, rest, OnnxAttribute.Of("keepdims", 0));
            case 8 when IsFloat(x): return TopK(graph, x, random.Between(1, 3));
            case 9: return Mix(graph, "Reshape", [x.Name, new[] { -1L }], x, [unknown]);
            case 10: return Mix(graph, "Concat", [x.Name, x.Name], x, [unknown, .. rest], OnnxAttribute.Of("axis", 0));
            case 11 when x.Rank == 2: return Transposed(graph, x);
            case 12: return graph.Add("Shape", [x.Name], ElementType.Int64, [FuzzDimension.Of(x.Rank)], mixesRows: true);
            case 13 when IsFloat(x): return graph.Add("ArgMax", [x.Name], ElementType.Int64, [FuzzDimension.Of(1), .. rest], [OnnxAttribute.Of("axis", 0)], mixesRows: true);
            case 14: return Mix(graph, "Slice", [x.Name, new[] { 0L }, new[] { 1L }, new[] { 0L }], x, [unknown, .. rest]);
            case 15 when IsFloat(x): return PlusCount(graph, x);
            case 16: return Mix(graph, "Gather", [x.Name, new[] { 0L, -1L }], x, [FuzzDimension.Of(2), .. rest], OnnxAttribute.Of("axis", 0));
            case 17 when x.Rank == 1 && IsFloat(x): return Mix(graph, "NonZero", [x.Name], x with { Element = ElementType.Int64 }, [FuzzDimension.Of(1), unknown]);
            case 18 when IsFloat(x): return Mix(graph, "Div", [x.Name, Mix(graph, "ReduceMax", [x.Name], x, [], OnnxAttribute.Of("keepdims", 0)).Name], x, x.Shape);
            default: return RowSteps.Apply(graph, x);
        }
    }

    private static bool IsFloat(FuzzValue value) => value.Element == ElementType.Float32;

    private static FuzzValue Mix(GraphWriter graph, string op, ReadOnlySpan<OnnxOperand> inputs, FuzzValue x, FuzzDimension[] shape, params OnnxAttribute[] attributes) =>
        graph.Add(op, inputs, x.Element, shape, attributes, mixesRows: true);

    private static FuzzValue Transposed(GraphWriter graph, FuzzValue x) => Mix(graph, "Transpose", [x.Name], x, [x.Shape[1], x.Shape[0]]);

    private static FuzzValue Attention(GraphWriter graph, FuzzValue x)
    {
        var scores = Mix(graph, "MatMul", [x.Name, Transposed(graph, x).Name], x, [x.Shape[0], x.Shape[0]]);
        var weights = Mix(graph, "Softmax", [scores.Name], x, scores.Shape, OnnxAttribute.Of("axis", -1));
        return Mix(graph, "MatMul", [weights.Name, x.Name], x, x.Shape);
    }

    private static FuzzValue TopK(GraphWriter graph, FuzzValue x, int count)
    {
        var (values, indices) = (graph.NewName(), graph.NewName());
        graph.Builder.Node("TopK", [x.Name, new long[] { count }], [values, indices], [OnnxAttribute.Of("axis", 0)]);
        FuzzDimension[] shape = [FuzzDimension.Of(count), .. x.Shape[1..]];
        graph.Added(new(indices, ElementType.Int64, shape), "TopK", [x.Name], mixesRows: true);
        return graph.Added(new(values, x.Element, shape), "TopK", [x.Name], mixesRows: true);
    }

    /// <summary>Adds the number of rows to each of them: a difference that a trial of one size does not show.</summary>
    private static FuzzValue PlusCount(GraphWriter graph, FuzzValue x)
    {
        var count = graph.Add("Shape", [x.Name], ElementType.Int64, [FuzzDimension.Of(1)], [OnnxAttribute.Of("start", 0), OnnxAttribute.Of("end", 1)], mixesRows: true);
        var number = graph.Add("Cast", [count.Name], ElementType.Float32, [FuzzDimension.Of(1)], [OnnxAttribute.Of("to", (long)ElementType.Float32)], mixesRows: true);
        return Mix(graph, "Add", [x.Name, number.Name], x, x.Shape);
    }
}
