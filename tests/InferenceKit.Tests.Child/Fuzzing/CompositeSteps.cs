using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Operators that give or take sequences, maps and optional values.</summary>
internal static class CompositeSteps
{
    private static readonly long[] Labels = [11, 12, 13, 14, 15, 16];

    public static FuzzValue? Make(GraphWriter graph, FuzzValue x)
    {
        var random = graph.Random;
        var sequence = OnnxType.Sequence(OnnxType.TensorOfAnyRank(x.Element));
        switch (random.Below(4))
        {
            case 0 when x.Element is ElementType.Float32 && x.Rank == 2 && x.Shape[1].Size is > 0 and <= 6:
                var labels = Labels[..(int)x.Shape[1].Size!.Value];
                return Add(graph, "ZipMap", [x.Name], ElementType.Int64, OnnxType.Sequence(OnnxType.Map(ElementType.Int64, OnnxType.Tensor(ElementType.Float32))), false, [OnnxAttribute.Of("classlabels_int64s", labels)], OnnxDomain.Classical);
            case 1: return Add(graph, "SequenceConstruct", [x.Name, x.Name], x.Element, sequence, true);
            case 2 when x.Rank > 0 && x.Element is ElementType.Float32 or ElementType.Int64: return Add(graph, "SplitToSequence", [x.Name], x.Element, sequence, true, [OnnxAttribute.Of("axis", 0)]);
            case 3: return Add(graph, "Optional", [x.Name], x.Element, OnnxType.Optional(OnnxType.TensorOfAnyRank(x.Element)), true);
            default: return null;
        }
    }

    /// <summary>Makes a tensor of an input of another kind.</summary>
    public static FuzzValue Take(GraphWriter graph, FuzzValue x) => x.Composite!.Kind switch
    {
        OnnxTypeKind.Sequence => graph.Add("ConcatFromSequence", [x.Name], x.Element, [default, FuzzDimension.Of(2)], [OnnxAttribute.Of("axis", 0)], mixesRows: true),
        OnnxTypeKind.Map => graph.Add("DictVectorizer", [x.Name], ElementType.Float32, [FuzzDimension.Of(1), FuzzDimension.Of(3)], [OnnxAttribute.Of("int64_vocabulary", [1L, 2L, 3L])], mixesRows: true, domain: OnnxDomain.Classical),
        _ => graph.Add("OptionalGetElement", [x.Name], x.Element, [FuzzDimension.Of("n"), FuzzDimension.Of(2)], mixesRows: true),
    };

    private static FuzzValue Add(
        GraphWriter graph, string op, ReadOnlySpan<OnnxOperand> inputs, ElementType element, OnnxType type, bool mixesRows,
        ReadOnlySpan<OnnxAttribute> attributes = default, string domain = OnnxDomain.Standard)
    {
        var name = graph.NewName();
        graph.Builder.Node(op, inputs, [name], attributes, domain);
        return graph.Added(new(name, element, [], type), op, inputs, mixesRows);
    }
}
