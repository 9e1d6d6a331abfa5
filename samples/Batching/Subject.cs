using InferenceKit.Testing;

namespace Batching;

/// <summary>A model, built here, and rows for it, all different: equal ones would stay in the processor's caches and flatter it.</summary>
internal sealed record Subject(string Name, string About, byte[] Onnx, float[][] Rows)
{
    /// <summary>Gains from batching: one row alone reads all the weights, and 32 rows in a run read them once.</summary>
    public static Subject Wide() =>
        new("wide", "layers of 512, gains from batching", OnnxModels.Mlp(inputs: 64, hidden: 512), Draw(4000, 64));

    /// <summary>Gains little or nothing: each row of a convolution is as much work in company as alone.</summary>
    public static Subject Images() =>
        new("images", "a convolutional net, gains little or nothing", OnnxModels.ConvolutionalNet(megabytes: 0.6), Draw(256, 3 * 32 * 32));

    /// <summary>Is over in microseconds, most of which are the call itself.</summary>
    public static Subject Small() =>
        new("small", "layers of 64, over in microseconds", OnnxModels.Mlp(inputs: 16, hidden: 64), Draw(4000, 16));

    private static float[][] Draw(int rows, int width)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, width).Select(_ => (random.NextSingle() * 2) - 1).ToArray())];
    }
}
