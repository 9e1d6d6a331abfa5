using InferenceKit.Sessions;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions;

public class ValueRunTests
{
    public static TheoryData<ElementType> FixedSizeTypes =>
        [.. Enum.GetValues<ElementType>().Where(t => ElementTypes.SizeOf(t) > 0 && t is not (ElementType.Complex64 or ElementType.Complex128))];

    [Theory]
    [MemberData(nameof(FixedSizeTypes))]
    public void Every_element_type_comes_back_as_it_went_in(ElementType type)
    {
        using var session = TestModel.Load(Identity(OnnxType.Tensor(type, OnnxDimension.Dynamic, 3)));
        var bytes = new byte[6 * ElementTypes.SizeOf(type)];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(type == ElementType.Bool ? i & 1 : i + 1);

        var output = session.Infer(new NamedValue("x", TensorValue.CopyBytes(type, bytes, 2, 3)))[0].Value.AsTensor();

        Assert.Equal(type, output.ElementType);
        Assert.Equal([2, 3], output.Shape.ToArray());
        Assert.Equal(bytes, output.AsBytes().ToArray());
    }

    [Fact]
    public void Strings_come_back_whatever_their_script()
    {
        using var session = TestModel.Load(Identity(OnnxType.Tensor(ElementType.String, OnnxDimension.Dynamic)));
        string[] texts = ["", "plain", "Grüße", "日本語", "🦊", new string('a', 5000)];

        var output = session.Infer(new NamedValue("x", TensorValue.Copy(texts, 6)))[0].Value.AsTensor();

        Assert.Equal(texts, Enumerable.Range(0, 6).Select(i => output.GetString(i)));
    }

    [Fact]
    public void Strings_that_are_no_valid_text_keep_their_bytes()
    {
        using var session = TestModel.Load(Identity(OnnxType.Tensor(ElementType.String, 1)));
        byte[] bytes = [0xff, 0xfe, (byte)'a'];
        var input = new TensorValue(ElementType.String, [1], 1, TensorBuffer.OfStrings([bytes]));

        var output = session.Infer(new NamedValue("x", input))[0].Value.AsTensor();

        Assert.Equal(bytes, output.GetStringUtf8(0).ToArray());
    }

    [Fact]
    public void A_scalar_stays_a_scalar()
    {
        using var session = TestModel.Load(Identity(OnnxType.Tensor(ElementType.Float32)));
        Assert.True(session.Signature.Inputs[0].HasKnownRank);

        var output = session.Infer(new NamedValue("x", TensorValue.Copy([4.5f])))[0].Value.AsTensor();

        Assert.Equal(0, output.Shape.Length);
        Assert.Equal(4.5f, output.AsSpan<float>()[0]);
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.String)]
    public void A_tensor_without_elements_passes(ElementType type)
    {
        using var session = TestModel.Load(Identity(OnnxType.Tensor(type, OnnxDimension.Dynamic, 3)));
        var empty = type == ElementType.String ? TensorValue.Copy(Array.Empty<string>(), 0, 3) : TensorValue.Copy(Array.Empty<float>(), 0, 3);

        var output = session.Infer(new NamedValue("x", empty))[0].Value.AsTensor();

        Assert.Equal([0, 3], output.Shape.ToArray());
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void An_undeclared_rank_is_told_from_a_scalar()
    {
        using var session = TestModel.Load(Identity(OnnxType.TensorOfAnyRank(ElementType.Float32)));
        Assert.False(session.Signature.Inputs[0].HasKnownRank);

        Assert.Equal([1, 2], session.Infer(new NamedValue("x", TensorValue.Copy([1f, 2f], 1, 2)))[0].Value.AsTensor().Shape.ToArray());
        Assert.Equal(0, session.Infer(new NamedValue("x", TensorValue.Copy([1f])))[0].Value.AsTensor().Shape.Length);
    }

    [Fact]
    public void An_input_with_a_default_is_optional_and_comes_last()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .OptionalInput("offset", OnnxTensor.Vector(10f))
            .Input("x", ElementType.Float32, "batch", 1)
            .Add("x", "offset", "y")
            .Output("y", ElementType.Float32, "batch", 1).Build());

        Assert.Equal(["x", "offset"], session.Signature.Inputs.Select(i => i.Name));
        Assert.True(session.Signature.Inputs[1].IsOptional);
        var x = new NamedValue("x", TensorValue.Copy([1f], 1, 1));
        Assert.Equal(11f, session.Infer(x)[0].Value.AsTensor().AsSpan<float>()[0]);
        Assert.Equal(6f, session.Infer(x, new NamedValue("offset", TensorValue.Copy([5f], 1)))[0].Value.AsTensor().AsSpan<float>()[0]);
        Assert.Equal(11f, session.Infer(x, new NamedValue("offset", InferenceValue.Absent))[0].Value.AsTensor().AsSpan<float>()[0]);
    }

    [Fact]
    public void A_run_gives_only_the_outputs_asked_for_in_that_order()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, 1).Add("x", 1f, "a").Add("x", 2f, "b").Add("x", 3f, "c")
            .Output("a", ElementType.Float32, 1).Output("b", ElementType.Float32, 1).Output("c", ElementType.Float32, 1).Build());
        using var batch = session.CreateValues();

        batch.Begin([new("x", TensorValue.Copy([0f], 1))], ["c", "a"]);
        session.RunCompletely(batch);
        var outputs = batch.CopyOutputs();
        batch.End();

        Assert.Equal(["c", "a"], outputs.Select(o => o.Name));
        Assert.Equal([3f, 1f], outputs.Select(o => o.Value.AsTensor().AsSpan<float>()[0]));
    }

    [Fact]
    public void Wrong_inputs_are_an_outcome()
    {
        using var session = TestModel.Load(Identity(OnnxType.Tensor(ElementType.Float32, 2)));
        using var batch = session.CreateValues();

        batch.Begin([new("x", TensorValue.Copy([1f, 2f, 3f], 3))], []);
        var shape = session.Run(batch);
        batch.End();
        batch.Begin([new("x", TensorValue.Copy([1L, 2L], 2))], []);
        var type = session.Run(batch);
        batch.End();

        Assert.Equal([RunStatus.InvalidInput, RunStatus.InvalidInput], [shape.Status, type.Status]);
        Assert.DoesNotContain("ErrorCode", shape.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".cc", shape.Message, StringComparison.Ordinal);
    }

    private static byte[] Identity(OnnxType type) =>
        OnnxModelBuilder.Create().Input("x", type).Identity("x", "y").Output("y", type).Build();
}
