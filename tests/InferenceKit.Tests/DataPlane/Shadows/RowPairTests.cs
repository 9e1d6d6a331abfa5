using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceKit.Comparison;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;
using InferenceKit.Tests.Sessions;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>A row that is compared where it lies comes to the same as its values do.</summary>
public sealed class RowPairTests
{
    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1f, 3f)]
    [InlineData(float.NaN, 1f)]
    public void Numbers(float primary, float shadow)
    {
        Compare(Sum, Sum, primary, shadow, out var rows, out var values);
        Assert.Equal((Text(values.Output), values.Pair), (Text(rows.Output), rows.Pair));
        Assert.Equal(primary.Equals(shadow), rows.Pair.IsEqual);
    }

    [Fact]
    public void Texts_and_numbers_of_another_type()
    {
        Compare(Texts, Texts, 1, 2, out var rows, out var values);
        Assert.Equal((Text(values.Output), values.Pair), (Text(rows.Output), rows.Pair));
        Assert.Equal(0, rows.Output.Within.Agreed);
        Compare(Sum, Wide, 1, 1, out rows, out values);
        Assert.Equal((Text(values.Output), values.Pair), (Text(rows.Output), rows.Pair));
        Assert.Equal(1, rows.Output.Misshapen);
    }

    [Fact]
    public void An_output_that_only_one_of_them_has()
    {
        Compare(Sum, Other, 1, 1, out var rows, out var values);
        Assert.Equal((Text(values.Output), values.Pair), (Text(rows.Output), rows.Pair));
        Assert.Equal((1, 0), (rows.Output.MissingInShadow, rows.Output.MissingInPrimary));
        Assert.Equal(["y", "z"], rows.Names);
        Assert.Equal(values.Names, rows.Names);
    }

    [Fact]
    public void A_pair_forgets_the_one_before()
    {
        var tally = Answers.NewTally();
        var pair = tally.NewPair();
        pair.Compare(
            [.. Answers.Of([float.NaN, 1f, 5f], 3), new("only here", InferenceValue.Absent), .. Named("text", TensorValue.Copy(["a"], 1)), .. Named("shape", TensorValue.Copy([1f], 1))],
            [.. Answers.Of([1f, float.NaN, 7f], 3), new("only there", InferenceValue.Absent), .. Named("text", TensorValue.Copy(["b"], 1)), .. Named("shape", TensorValue.Copy([1f, 2f], 2))],
            hasRows: false);
        Assert.False(pair.Result.IsEqual);
        pair.Compare(Answers.Of([1f]), Answers.Of([1f]), hasRows: true);
        tally.Add(pair, default, default);
        var fresh = Answers.NewTally();
        fresh.Add(Answers.Of([1f]), Answers.Of([1f]));
        Assert.Equal(fresh.Report().Outputs.Select(Text), tally.Report().Outputs.Select(Text));
        Assert.Equal(new(true, 0), pair.Result);
    }

    private static readonly JsonSerializerOptions WithNaN = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>All that a report says.</summary>
    private static string Text(ShadowOutputReport report) => JsonSerializer.Serialize(report, WithNaN);

    private static NamedValue[] Named(string name, InferenceValue value) => [new(name, value)];

    private static byte[] Sum { get; } = Model("y", b => b.Add("x", 1f, "y").Output("y", ElementType.Float32, "batch", 1));

    private static byte[] Other { get; } = Model("z", b => b.Add("x", 1f, "z").Output("z", ElementType.Float32, "batch", 1));

    private static byte[] Wide { get; } = OnnxModelBuilder.Create().Input("x", ElementType.Float32, "batch", 2).Add("x", 1f, "y").Output("y", ElementType.Float32, "batch", 2).Build();

    private static byte[] Texts { get; } = OnnxModelBuilder.Create().Input("x", ElementType.String, "batch", 1).Identity("x", "y").Output("y", ElementType.String, "batch", 1).Build();

    private static byte[] Model(string output, Func<OnnxModelBuilder, OnnxModelBuilder> rest) =>
        rest(OnnxModelBuilder.Create().Input("x", ElementType.Float32, "batch", 1)).Build();

    private static void Compare(
        byte[] primary, byte[] shadow, float ofPrimary, float ofShadow,
        out (ShadowOutputReport Output, ComparedPair Pair, string[] Names) rows, out (ShadowOutputReport Output, ComparedPair Pair, string[] Names) values)
    {
        using var first = TestModel.Load(primary);
        using var second = TestModel.Load(shadow);
        using var mine = Run(first, ofPrimary);
        using var other = Run(second, ofShadow);
        rows = Take(pair => pair.Compare(mine.CopyOutputs(0), other));
        values = Take(pair => pair.Compare(mine.CopyOutputs(0).ToValues(), other.CopyOutputs(0).ToValues(), hasRows: false));
    }

    private static (ShadowOutputReport Output, ComparedPair Pair, string[] Names) Take(Action<PairOutputs> compare)
    {
        var tally = Answers.NewTally();
        var pair = tally.NewPair();
        compare(pair);
        tally.Add(pair, default, default);
        return (tally.Report().Outputs[0], pair.Result, [.. tally.Report().Outputs.Select(o => o.Name)]);
    }

    private static RowBatch Run(ModelSession session, float value)
    {
        var batch = session.CreateRows(1);
        batch.BeginRun();
        var row = batch.BeginRow();
        if (session.Signature.Inputs[0].ElementType == ElementType.String) row.SetString(0, 0, $"{value}");
        else row.Row<float>(0).Fill(value);
        batch.EndRow();
        session.RunCompletely(batch);
        return batch;
    }
}
