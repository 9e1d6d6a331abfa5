using InferenceKit.Serving;
using static InferenceKit.Tests.Specs;

namespace InferenceKit.Tests.Serving;

public sealed class RequestCheckTests
{
    private static readonly TensorValue Row = TensorValue.Copy(new float[4], 1, 4);
    private static readonly TensorValue Ids = TensorValue.Copy([1L, 2L], 2);
    private static readonly TensorValue Weights = TensorValue.Copy([1f, 2f], 2);

    private static readonly ModelSignature Signature = Specs.Signature(
        [Floats("x", "batch", 4), OptionalFloats("o")], Floats("y", "batch", 1), Floats("z", "batch", 1));

    public static TheoryData<string, NamedValue[], string?> Inputs => new()
    {
        { "what is required", [new("x", Row)], null },
        { "all", [new("o", TensorValue.Copy([1f])), new("x", Row)], null },
        { "an optional one is absent", [new("x", Row), new("o", InferenceValue.Absent)], null },
        { "no rows", [new("x", TensorValue.Copy<float>([], 0, 4))], null },
        { "nothing", [], "input 'x' (Float32[batch,4]) is missing" },
        { "only the optional one", [new("o", TensorValue.Copy([1f]))], "input 'x' (Float32[batch,4]) is missing" },
        { "one twice", [new("x", Row), new("x", Row)], "input 'x' is given twice" },
        { "one too many", [new("x", Row), new("w", Row)], "there is no input 'w'; the inputs are 'x' (Float32[batch,4]), 'o' (Float32[])" },
        { "another case", [new("X", Row)], "there is no input 'X'" },
        { "no name", [default], "input 0 has no name or no value" },
        { "no value", [new("x", null!)], "input 0 has no name or no value" },
        { "a required one is absent", [new("x", InferenceValue.Absent)], "is absent, and it is not optional" },
        { "another type", [new("x", TensorValue.Copy(new double[4], 1, 4))], "input 'x' is Float32[batch,4], but Float64[1,4] was given" },
        { "another rank", [new("x", TensorValue.Copy(new float[4], 4))], "but Float32[4] was given" },
        { "another dimension", [new("x", TensorValue.Copy(new float[3], 1, 3))], "but Float32[1,3] was given" },
        { "a sequence", [new("x", new SequenceValue([Row]))], "but a Sequence was given" },
    };

    [Theory]
    [MemberData(nameof(Inputs), DisableDiscoveryEnumeration = true)]
    public void Inputs_are_held_against_the_signature(string what, NamedValue[] inputs, string? problem) =>
        AssertProblem(what, problem, RequestCheck.FindProblem(Signature, new("m", inputs)));

    public static TheoryData<string, ValueSpec, InferenceValue, string?> Composites => new()
    {
        { "tensors", TensorSequence("s"), new SequenceValue([Row, Weights]), null },
        { "no items", TensorSequence("s"), new SequenceValue([]), null },
        { "a null item", TensorSequence("s"), new SequenceValue([Row, null!]), "its item 1 is null" },
        { "an absent item", TensorSequence("s"), new SequenceValue([InferenceValue.Absent]), "its item 0 is Absent" },
        { "another type of item", TensorSequence("s"), new SequenceValue([Row, Ids]), "input 's' is Sequence<Float32>, but its item 1 is Int64[2]" },
        { "maps for tensors", TensorSequence("s"), new SequenceValue([new MapValue(Ids, Weights)]), "its item 0 is Map<Int64,Float32>[2]" },
        { "tensors for maps", MapSequence("s"), new SequenceValue([Row]), "its item 0 is Float32[1,4]" },
        { "maps", MapSequence("s", ElementType.Int64), new SequenceValue([new MapValue(Ids, Weights)]), null },
        { "maps of other keys", MapSequence("s"), new SequenceValue([new MapValue(Ids, Weights)]), "its item 0 is Map<Int64,Float32>[2]" },
        { "a sequence in a sequence", TensorSequence("s"), new SequenceValue([new SequenceValue([Row])]), "its item 0 is Sequence[1]" },
        { "a map", Map("s"), new MapValue(Ids, Weights), null },
        { "a map of other values", Map("s"), new MapValue(Ids, Ids), "input 's' is Map<Int64,Float32>, but Map<Int64,Int64>[2] was given" },
        { "a tensor for a map", Map("s"), Row, "but a Tensor was given" },
    };

    [Theory]
    [MemberData(nameof(Composites), DisableDiscoveryEnumeration = true)]
    public void Sequences_and_maps_are_held_against_the_signature(string what, ValueSpec spec, InferenceValue value, string? problem) =>
        AssertProblem(what, problem, RequestCheck.FindProblem(Specs.Signature([spec], Floats("y")), new("m", new NamedValue("s", value))));

    [Fact]
    public void Outputs_are_held_against_the_signature()
    {
        Assert.Null(Check(null));
        Assert.Null(Check(["z"]));
        Assert.Null(Check(["z", "y"]));
        Assert.Contains("asks for no output", Check([]), StringComparison.Ordinal);
        Assert.Contains("there is no output 'w'; the outputs are 'y' (Float32[batch,1])", Check(["y", "w"]), StringComparison.Ordinal);
        Assert.Contains("output 'y' is asked for twice", Check(["y", "y"]), StringComparison.Ordinal);

        static string? Check(string[]? outputs) => RequestCheck.FindProblem(Signature, new("m", new NamedValue("x", Row)) { Outputs = outputs });
    }

    private static void AssertProblem(string what, string? expected, string? actual)
    {
        if (expected is null) Assert.True(actual is null, $"{what}: {actual}");
        else Assert.True(actual?.Contains(expected, StringComparison.Ordinal) == true, $"{what}: {actual}");
    }
}
