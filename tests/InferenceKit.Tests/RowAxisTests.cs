using static InferenceKit.Tests.Specs;

namespace InferenceKit.Tests;

public sealed class RowAxisTests
{
    private static readonly ValueSpec Rows = Floats("y", "batch", 8);

    public static TheoryData<string, bool, ModelSignature> Table => new()
    {
        { "one dynamic first dimension", true, Signature([Floats("x", "batch", 16)], Rows) },
        { "a dynamic dimension without a name", true, Signature([Floats("x", null, 16)], Rows) },
        { "one symbol in all inputs", true, Signature([Floats("a", "n", 2), Floats("b", "n")], Rows) },
        { "no names at all", true, Signature([Floats("a", null, 2), Floats("b", null, 2)], Rows) },
        { "a name and none", true, Signature([Floats("a", "n", 2), Floats("b", null, 2)], Rows) },
        { "none and a name", true, Signature([Floats("a", null, 2), Floats("b", "n", 2)], Rows) },
        { "two names", false, Signature([Floats("a", "n", 2), Floats("b", "m", 2)], Rows) },
        { "no name, then two names", false, Signature([Floats("a", [null]), Floats("b", "n"), Floats("c", "m")], Rows) },
        { "a name, none, another name", false, Signature([Floats("a", "n"), Floats("b", [null]), Floats("c", "m")], Rows) },
        { "a fixed first dimension", false, Signature([Floats("x", 1, 16)], Rows) },
        { "one of two inputs is fixed", false, Signature([Floats("a", "n", 2), Floats("b", 1, 2)], Rows) },
        { "a scalar input", false, Signature([Floats("a", "n", 2), Floats("b")], Rows) },
        { "an input of unknown rank", false, Signature([UnknownRank("x")], Rows) },
        { "a sequence as input", false, Signature([TensorSequence("x")], Rows) },
        { "a map as input", false, Signature([Map("x")], Rows) },
        { "no inputs", false, Signature([], Rows) },
        { "no outputs", false, Signature([Floats("x", "n")]) },
        { "an optional input beside does not count", true, Signature([Floats("x", "n"), OptionalFloats("o", 3)], Rows) },
        { "only optional inputs", false, Signature([OptionalFloats("o", "n")], Rows) },
        { "an output of fixed size", false, Signature([Floats("x", "n")], Floats("y", 1, 8)) },
        { "a scalar output", false, Signature([Floats("x", "n")], Floats("y")) },
        { "one of two outputs is fixed", false, Signature([Floats("x", "n")], Rows, Floats("z", 8)) },
        { "an output of unknown rank may hold rows", true, Signature([Floats("x", "n")], UnknownRank("y")) },
        { "an output with another symbol may hold rows", true, Signature([Floats("x", "n")], Floats("y", "m")) },
        { "a map a row, as ZipMap gives", true, Signature([Floats("x", "n")], MapSequence("y")) },
        { "a sequence of tensors", false, Signature([Floats("x", "n")], TensorSequence("y")) },
        { "one map", false, Signature([Floats("x", "n")], Map("y")) },
        { "text counts as any tensor", true, Signature([Tensor("x", ElementType.String, "n", 1)], Rows) },
    };

    [Theory]
    [MemberData(nameof(Table), DisableDiscoveryEnumeration = true)]
    public void Rows_share_a_run_only_where_the_first_dimension_can_count_them(string what, bool hasRows, ModelSignature signature)
    {
        Assert.True(signature.HasRows == hasRows, what);
        Assert.Equal(hasRows, RowAxis.IsIn(signature));
    }
}
