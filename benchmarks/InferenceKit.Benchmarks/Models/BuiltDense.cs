using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Models;

/// <summary>
/// Layers of 1,024 by 1,024: sixteen megabytes of weights that every run reads, however few its rows are. What batching gains the most on.
/// </summary>
internal static class BuiltDense
{
    private const int Width = 1024;
    private const int Layers = 4;

    public static byte[] Build(int seed)
    {
        var random = new Random(seed);
        var model = OnnxModelBuilder.Create("dense").Input("x", ElementType.Float32, "batch", Width);
        var last = "x";
        for (var i = 0; i < Layers; i++)
        {
            model.Gemm(last, Weights(random, Width), new float[Width], $"sum{i}").Relu($"sum{i}", $"layer{i}");
            last = $"layer{i}";
        }

        return model.Gemm(last, Weights(random, 1), new float[1], "y").Output("y", ElementType.Float32, "batch", 1).Build();
    }

    /// <summary>As large as keeps the variance from layer to layer.</summary>
    private static OnnxTensor Weights(Random random, int columns)
    {
        var values = new float[Width * columns];
        var limit = MathF.Sqrt(6f / Width);
        foreach (ref var value in values.AsSpan())
            value = ((random.NextSingle() * 2) - 1) * limit;
        return OnnxTensor.Create(values, Width, columns);
    }
}
