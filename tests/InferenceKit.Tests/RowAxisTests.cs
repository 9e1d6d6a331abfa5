using static InferenceKit.Tests.Specs;

namespace InferenceKit.Tests;

public sealed class RowAxisTests
{
    private static readonly ValueSpec Eight = Floats("y", "batch", 8);

    public static TheoryData<string, bool, ModelSignature> Table => new()
    {
        { "one dynamic first dimension", true, Signature([Floats("x", "batch", 16)], Eight) },
        { "a dynamic dimension without a name", true, Signature([Floats("x", null, 16)], Eight) },
        { "one symbol in all inputs", true, Signature([Floats("a", "n", 2), Floats("b", "n")], Eight) },
        { "no names at all", true, Signature([Floats("a", null, 2), Floats("b", null, 2)], Eight) },
        { "a name and none", true, Signature([Floats("a", "n", 2), Floats("b", null, 2)], Eight) },
        { "none and a name", true, Signature([Floats("a", null, 2), Floats("b", "n", 2)], Eight) },
        { "two names", false, Signature([Floats("a", "n", 2), Floats("b", "m", 2)], Eight) },
        { "no name, then two names", false, Signature([Floats("a", [null]), Floats("b", "n"), Floats("c", "m")], Eight) },
        { "a name, none, another name", false, Signature([Floats("a", "n"), Floats("b", [null]), Floats("c", "m")], Eight) },
        { "a fixed first dimension", false, Signature([Floats("x", 1, 16)], Eight) },
        { "one of two inputs is fixed", false, Signature([Floats("a", "n", 2), Floats("b", 1, 2)], Eight) },
        { "a scalar input", false, Signature([Floats("a", "n", 2), Floats("b")], Eight) },
        { "an input of unknown rank", false, Signature([UnknownRank("x")], Eight) },
        { "a sequence as input", false, Signature([TensorSequence("x")], Eight) },
        { "a map as input", false, Signature([Map("x")], Eight) },
        { "no inputs", false, Signature([], Eight) },
        { "no outputs", false, Signature([Floats("x", "n")]) },
        { "an optional input beside does not count", true, Signature([Floats("x", "n"), OptionalFloats("o", 3)], Eight) },
        { "only optional inputs", false, Signature([OptionalFloats("o", "n")], Eight) },
        { "an output of fixed size", false, Signature([Floats("x", "n")], Floats("y", 1, 8)) },
        { "a scalar output", false, Signature([Floats("x", "n")], Floats("y")) },
        { "one of two outputs is fixed", false, Signature([Floats("x", "n")], Eight, Floats("z", 8)) },
        { "an output of unknown rank may hold rows", true, Signature([Floats("x", "n")], UnknownRank("y")) },
        { "an output with another symbol may hold rows", true, Signature([Floats("x", "n")], Floats("y", "m")) },
        { "a map a row, as ZipMap gives", true, Signature([Floats("x", "n")], MapSequence("y")) },
        { "a sequence of tensors", false, Signature([Floats("x", "n")], TensorSequence("y")) },
        { "one map", false, Signature([Floats("x", "n")], Map("y")) },
        { "text counts as any tensor", true, Signature([Tensor("x", ElementType.String, "n", 1)], Eight) },
    };

    [Theory]
    [MemberData(nameof(Table), DisableDiscoveryEnumeration = true)]
    public void Rows_share_a_run_only_where_the_first_dimension_can_count_them(string what, bool hasRows, ModelSignature signature)
    {
        Assert.True(signature.HasRows == hasRows, what);
        Assert.Equal(hasRows, RowAxis.IsIn(signature));
    }

    public static TheoryData<string, bool, ModelSignature> Doubts => new()
    {
        { "one name throughout", false, Signature([Floats("x", "n", 16)], Rows("n")) },
        { "no names", false, Signature([Floats("x", null, 16)], Floats("y", null, 8)) },
        { "inner dimensions of other names", false, Signature([Floats("x", "n", "length")], Floats("y", "n", "length")) },
        { "a name only of the output", false, Signature([Floats("x", null, 16)], Rows("n")) },
        { "a name only of the input", false, Signature([Floats("x", "n", 16)], Floats("y", null, 8)) },
        { "the name again in an output", true, Signature([Floats("x", "n", 3)], Floats("y", "n", "n")) },
        { "the name again in an input", true, Signature([Floats("x", "n", "n")], Rows("n")) },
        { "the name again in an input beside", true, Signature([Floats("x", "n", 3), Floats("mask", null, "n")], Rows("n")) },
        { "another name of an output", true, Signature([Floats("x", "n", 3)], Rows("m")) },
        { "another name of one output", true, Signature([Floats("x", "n", 3)], Rows("n"), Floats("z", "m")) },
        { "a map a row", false, Signature([Floats("x", "n", 3)], MapSequence("y")) },
    };

    [Theory]
    [MemberData(nameof(Doubts), DisableDiscoveryEnumeration = true)]
    public void Names_of_dimensions_can_speak_against_rows(string what, bool isDoubtful, ModelSignature signature)
    {
        Assert.True(signature.HasRows, what);
        Assert.True(RowAxis.FindDoubt(signature) is not null == isDoubtful, what);
    }

    [Fact]
    public void An_option_says_that_there_are_no_rows_or_that_there_are()
    {
        var plain = Signature([Floats("x", "n", 3)], Rows("n"));
        var twoNames = Signature([Floats("a", "n", 2), Floats("b", "m", 2)], Rows("n"));

        Assert.False(plain.WithRows(RowDimension.None).HasRows);
        Assert.False(twoNames.HasRows);
        Assert.True(twoNames.WithRows(RowDimension.First).HasRows);
        Assert.False(Signature([Floats("x", 1, 3)], Rows("n")).WithRows(RowDimension.First).HasRows);
    }

    private static ValueSpec Rows(string symbol) => Floats("y", symbol, 8);
}
