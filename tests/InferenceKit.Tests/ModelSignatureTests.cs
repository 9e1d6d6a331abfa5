using static InferenceKit.Tests.Specs;

namespace InferenceKit.Tests;

public sealed class ModelSignatureTests
{
    private static readonly ModelSignature Known = Signature(
        [Floats("x", "batch", 16), Tensor("ids", ElementType.Int64, "batch")], Floats("y", "batch", 8), MapSequence("p"));

    [Fact]
    public void Tensors_are_found_by_their_exact_names()
    {
        Assert.Equal((0, 1), (Known.IndexOfInput("x"), Known.IndexOfInput("ids")));
        Assert.Equal((0, 1), (Known.IndexOfOutput("y"), Known.IndexOfOutput("p")));
        Assert.Equal(InferenceError.InvalidInput, Assert.Throws<InferenceException>(() => Known.IndexOfInput("X")).Failure.Error);
        Assert.Contains("ids: Int64[batch]", Assert.Throws<InferenceException>(() => Known.IndexOfInput("z")).Message, StringComparison.Ordinal);
        Assert.Contains("'x'", Assert.Throws<InferenceException>(() => Known.IndexOfOutput("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_is_written_on_one_line() =>
        Assert.Equal(
            "(x: Float32[batch,16], ids: Int64[batch]) -> (y: Float32[batch,8], p: Sequence<Map<String,Float32>>)", Known.ToString());

    [Fact]
    public void Specs_are_written_with_sizes_symbols_and_what_is_not_known()
    {
        Assert.Equal("Float32[]", Floats("x").ToString());
        Assert.Equal("Float32[?,n,3]", Floats("x", null, "n", 3).ToString());
        Assert.Equal("Float32[...]", UnknownRank("x").ToString());
        Assert.Equal("Sequence<Int64>", TensorSequence("x", ElementType.Int64).ToString());
        Assert.Equal("Map<Int64,Float32>", Map("x").ToString());
    }

    [Fact]
    public void Equal_signatures_have_no_differences_whatever_their_symbols_and_order()
    {
        Assert.Empty(Known.DifferencesFrom(Known));
        Assert.Empty(Known.DifferencesFrom(Signature(
            [Tensor("ids", ElementType.Int64, "n"), Floats("x", null, 16)], MapSequence("p"), Floats("y", "n", 8))));
    }

    public static TheoryData<ModelSignature, string> Changes => new()
    {
        { Signature([Floats("x", "n", 16)], Floats("y", "n", 8), MapSequence("p")), "input 'ids' (Int64[batch]) is missing" },
        { Signature([Floats("x", "n", 17), Ids], Floats("y", "n", 8), MapSequence("p")), "input 'x' is Float32[n,17], not Float32[batch,16]" },
        { Signature([Tensor("x", ElementType.Float64, "n", 16), Ids], Floats("y", "n", 8), MapSequence("p")), "input 'x' is Float64[n,16]" },
        { Signature([Floats("x", 1, 16), Ids], Floats("y", "n", 8), MapSequence("p")), "input 'x' is Float32[1,16]" },
        { Signature([Floats("x", "n"), Ids], Floats("y", "n", 8), MapSequence("p")), "input 'x' is Float32[n]" },
        { Signature([UnknownRank("x"), Ids], Floats("y", "n", 8), MapSequence("p")), "input 'x' is Float32[...]" },
        { Signature([Floats("x", "n", 16), Ids, Floats("z", "n")], Floats("y", "n", 8), MapSequence("p")), "input 'z' (Float32[n]) is new" },
        { Signature([Floats("x", "n", 16), Ids], MapSequence("p")), "output 'y' (Float32[batch,8]) is missing" },
        { Signature([Floats("x", "n", 16), Ids], Floats("y", "n", 8), TensorSequence("p")), "output 'p' is Sequence<Float32>" },
        { Signature([Floats("x", "n", 16), Ids], Floats("y", "n", 8), MapSequence("p", ElementType.Int64)), "output 'p' is Sequence<Map<Int64,Float32>>" },
        { Signature([Floats("x", "n", 16), Ids], Floats("y", "n", 8), Map("p")), "output 'p' is Map<Int64,Float32>" },
        { Signature([Floats("x", "n", 16), Ids], Floats("y", "n", 8), MapSequence("p"), Floats("q", "n")), "output 'q' (Float32[n]) is new" },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Each_difference_is_one_sentence_that_names_the_tensor(ModelSignature other, string sentence) =>
        Assert.StartsWith(sentence, Assert.Single(Known.DifferencesFrom(other)), StringComparison.Ordinal);

    [Fact]
    public void An_optional_input_may_be_new_but_an_input_may_not_stop_being_optional()
    {
        var without = Signature([Floats("x", "n")], Floats("y", "n"));
        var with = Signature([Floats("x", "n"), OptionalFloats("o", 3)], Floats("y", "n"));
        var required = Signature([Floats("x", "n"), Floats("o", 3)], Floats("y", "n"));
        Assert.Empty(without.DifferencesFrom(with));
        // Requests made for `with` may give the optional input, so that a version without it does not suit them.
        Assert.Equal("input 'o' (Float32[3]) is missing", Assert.Single(with.DifferencesFrom(without)));
        Assert.Equal("input 'o' (Float32[3]) is no longer optional", Assert.Single(with.DifferencesFrom(required)));
        Assert.Empty(required.DifferencesFrom(with));
    }

    private static ValueSpec Ids => Tensor("ids", ElementType.Int64, "n");
}
