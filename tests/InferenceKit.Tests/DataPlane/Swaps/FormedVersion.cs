using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane.Swaps;

/// <summary>A version whose answers can be told from those of every other: it multiplies by its own number.</summary>
internal sealed record FormedVersion(int Number, VersionForm Form)
{
    private static readonly string[] Labels = ["a", "b", "c"];

    public string Name => ModelVersion.FromNumber(Number).ToString();

    /// <summary>How many numbers a row of a request for it has.</summary>
    public int Width => Form == VersionForm.WiderRows ? 4 : 3;

    public byte[] Build() => Form switch
    {
        VersionForm.Maps => OnnxModelBuilder.Create("maps")
            .Input("x", ElementType.Float32, "batch", 3)
            .Mul("x", (float)Number, "scores")
            .ZipMap("scores", Labels, "y")
            .Output("y", OnnxType.Sequence(OnnxType.Map(ElementType.String, OnnxType.Tensor(ElementType.Float32))))
            .Build(),
        VersionForm.OneRow => OnnxModelBuilder.Create("one-row")
            .Input("x", ElementType.Float32, 1, 3)
            .ReduceSum("x", "sum")
            .Mul("sum", (float)Number, "y")
            .Output("y", ElementType.Float32, 1, 1)
            .Build(),
        VersionForm.Total => OnnxModelBuilder.Create("total")
            .Input("x", ElementType.Float32, "n", 3)
            .Node("ReduceSum", ["x"], ["sum"], [OnnxAttribute.Of("keepdims", 0L)])
            .Mul("sum", (float)Number, "y")
            .Output("y", ElementType.Float32)
            .Build(),
        _ => OnnxModels.RowSum(Width, Number),
    };

    /// <summary>Whether a request of so many rows is one that the version takes.</summary>
    public bool Suits(int rows, int width) => width == Width && (rows == 1 || Form != VersionForm.OneRow);

    /// <summary>What it makes of these rows, without others beside them.</summary>
    public float[] AnswerTo(float[] inputs) => Form switch
    {
        VersionForm.Maps => [.. inputs.Select(x => x * Number)],
        VersionForm.Total => [inputs.Sum() * Number],
        _ => [.. inputs.Chunk(Width).Select(row => row.Sum() * Number)],
    };

    /// <summary>The numbers of an answer, in the order of <see cref="AnswerTo"/>; fails where it has another form.</summary>
    public float[] Read(InferenceValue value, int rows)
    {
        if (Form != VersionForm.Maps)
        {
            var tensor = value.AsTensor();
            Assert.Equal(ElementType.Float32, tensor.ElementType);
            Assert.Equal(Form == VersionForm.Total ? [] : [rows, 1], tensor.Shape.ToArray());
            return tensor.AsSpan<float>().ToArray();
        }
        var items = Assert.IsType<SequenceValue>(value).Items;
        Assert.Equal(rows, items.Count);
        return
        [
            .. items.SelectMany(item =>
            {
                var map = Assert.IsType<MapValue>(item);
                Assert.Equal(Labels, Enumerable.Range(0, Labels.Length).Select(i => map.Keys.GetString(i)));
                return map.Values.AsSpan<float>().ToArray();
            }),
        ];
    }
}
