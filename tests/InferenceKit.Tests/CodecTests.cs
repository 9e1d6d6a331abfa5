namespace InferenceKit.Tests;

public sealed class CodecTests
{
    private static readonly ModelSignature Fixed = Of(Tensor("x", [null, 3]), Tensor("y", [null, 3]));

    [Fact]
    public void An_array_goes_in_and_comes_out() =>
        Assert.Equal([1, 2, 3], EchoRows.Run(Fixed, Codec.Array<float, float>().Bind(Fixed), [1f, 2f, 3f]));

    [Fact]
    public void A_part_of_a_larger_array_goes_in() =>
        Assert.Equal([2, 3, 4], EchoRows.Run(Fixed, Codec.Memory<float, float>().Bind(Fixed), new float[] { 1, 2, 3, 4 }.AsMemory(1)));

    [Fact]
    public void One_element_comes_out() =>
        Assert.Equal(2, EchoRows.Run(Fixed, Codec.Scalar<float, float>(index: 1).Bind(Fixed), [1f, 2f, 3f]));

    [Fact]
    public void Two_functions_are_a_codec()
    {
        var codec = Codec.Create((float x, TensorWriter writer) => writer.Row<float>(0)[2] = x, reader => reader.Row<float>(0)[2]);
        Assert.Equal(7, EchoRows.Run(Fixed, codec.Bind(Fixed), 7f));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void The_length_of_the_array_is_the_size_of_a_dynamic_dimension(int length)
    {
        var dynamic = Of(Tensor("x", [null, null], ["batch", "n"]), Tensor("y", [null, null], ["batch", "n"]));
        var row = Enumerable.Range(0, length).Select(i => (float)i).ToArray();
        Assert.Equal(row, EchoRows.Run(dynamic, Codec.Array<float, float>().Bind(dynamic), row));
    }

    [Fact]
    public void The_size_of_a_dynamic_dimension_between_others_follows_from_the_length()
    {
        var dynamic = Of(Tensor("x", [null, 2, null, 3], ["batch", null, "n", null]), Tensor("y", [null, null], ["batch", null]));
        var bound = Codec.Array<float, float>().Bind(dynamic);
        Assert.Equal(12, EchoRows.Run(dynamic, bound, new float[12]).Length);
        Refused(() => EchoRows.Run(dynamic, bound, new float[11]), InferenceError.InvalidInput, "'x'", "multiple of 6", "11 were given");
    }

    [Fact]
    public void A_model_without_rows_takes_its_whole_shape()
    {
        var single = Of(Tensor("x", [2, 2]), Tensor("y", [2, 2]));
        Assert.Equal([1, 2, 3, 4], EchoRows.Run(single, Codec.Array<float, float>().Bind(single), [1f, 2f, 3f, 4f]));
    }

    [Fact]
    public void A_wrong_length_or_null_fails_the_row_and_says_why()
    {
        var bound = Codec.Array<float, float>().Bind(Fixed);
        Refused(() => EchoRows.Run(Fixed, bound, [1f]), InferenceError.InvalidInput, "'x'", "3 elements", "1 were given");
        Refused(() => EchoRows.Run(Fixed, bound, null!), InferenceError.InvalidInput, "'x'", "null");
    }

    [Fact]
    public void Other_element_types_do_not_bind()
    {
        Refused(() => Codec.Array<double, float>().Bind(Fixed), InferenceError.InvalidInput, "'x' is Float32[?,3]", "Float64 (double)");
        Refused(() => Codec.Array<float, long>().Bind(Fixed), InferenceError.InvalidOutput, "'y' is Float32[?,3]", "Int64 (long)");
    }

    [Fact]
    public void Unknown_names_and_missing_names_list_what_there_is()
    {
        var two = new ModelSignature([Tensor("a", [null, 1]), Tensor("b", [null, 1])], [Tensor("p", [null, 1]), Tensor("q", [null, 1])]);
        Refused(() => Codec.Array<float, float>("c").Bind(Fixed), InferenceError.InvalidInput, "'c'", "x: Float32[?,3]");
        Refused(() => Codec.Array<float, float>().Bind(two), InferenceError.InvalidInput, "'a' (Float32[?,1])", "'b' (Float32[?,1])");
        Refused(() => Codec.Array<float, float>("a").Bind(two), InferenceError.InvalidInput, "also requires 'b'");
        var optional = new ModelSignature([Tensor("a", [null, 1]), new("b", ValueKind.Tensor, ElementType.Float32, [1]) { IsOptional = true }], two.Outputs.ToArray());
        Refused(() => Codec.Array<float, float>().Bind(optional), InferenceError.InvalidOutput, "'p'", "'q'");
        Assert.NotNull(Codec.Array<float, float>(output: "q").Bind(optional));
    }

    [Fact]
    public void Two_dynamic_dimensions_sequences_and_short_rows_do_not_bind()
    {
        var image = Of(Tensor("x", [null, null, null]), Tensor("y", [null, 1]));
        var maps = Of(Tensor("x", [null, 3]), new("y", ValueKind.Sequence, ElementType.Float32, []) { ItemKind = ValueKind.Map, KeyType = ElementType.Int64 });
        Refused(() => Codec.Array<float, float>().Bind(image), InferenceError.InvalidInput, "'x'", "more than one dimension");
        Refused(() => Codec.Array<float, float>().Bind(maps), InferenceError.InvalidOutput, "'y' is Sequence<Map<Int64,Float32>>", "tensor of float");
        Refused(() => Codec.Scalar<float, float>(index: 3).Bind(Fixed), InferenceError.InvalidOutput, "element 3", "that has 3");
    }

    [Fact]
    public void Types_that_no_tensor_holds_are_refused_at_once()
    {
        Assert.Throws<NotSupportedException>(() => Codec.Array<char, float>());
        Assert.Throws<NotSupportedException>(() => Codec.Scalar<float, decimal>());
        Assert.Throws<ArgumentOutOfRangeException>(() => Codec.Scalar<float, float>(index: -1));
    }

    private static void Refused(Action action, InferenceError error, params string[] parts)
    {
        var exception = Assert.Throws<InferenceException>(action);
        Assert.Equal(error, exception.Failure.Error);
        foreach (var part in parts) Assert.Contains(part, exception.Message, StringComparison.Ordinal);
    }

    private static ModelSignature Of(ValueSpec input, ValueSpec output) => new([input], [output]);

    private static ValueSpec Tensor(string name, long?[] shape, string?[]? symbols = null) =>
        new(name, ValueKind.Tensor, ElementType.Float32, shape, symbols);
}
