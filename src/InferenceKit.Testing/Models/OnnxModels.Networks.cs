using System.Globalization;
using InferenceKit.Testing.Models;

namespace InferenceKit.Testing;

public static partial class OnnxModels
{
    /// <summary>A small network: two hidden layers with ReLU and a linear output, with random weights. It computes within microseconds.</summary>
    /// <param name="inputs">The width of <c>x</c>.</param>
    /// <param name="hidden">The width of both hidden layers.</param>
    /// <param name="outputs">The width of <c>y</c>.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    public static byte[] Mlp(int inputs = 16, int hidden = 64, int outputs = 8, int seed = 1)
    {
        var random = new SeededRandom(seed);
        return OnnxModelBuilder.Create("mlp")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Gemm("x", random.Weights(inputs, inputs, hidden), random.Tensor(-0.1f, 0.1f, hidden), "sum1")
            .Relu("sum1", "hidden1")
            .Gemm("hidden1", random.Weights(hidden, hidden, hidden), random.Tensor(-0.1f, 0.1f, hidden), "sum2")
            .Relu("sum2", "hidden2")
            .Gemm("hidden2", random.Weights(hidden, hidden, outputs), random.Tensor(-0.1f, 0.1f, outputs), "y")
            .Output("y", ElementType.Float32, "batch", outputs)
            .Build();
    }

    /// <summary>A convolutional network with random weights: <c>x</c> [batch, 3, 32, 32] to <c>y</c>, 10 class probabilities [batch, 10]. It computes in about a millisecond.</summary>
    /// <param name="megabytes">About how large its weights are; at least one layer of 0.6 MB is there.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    public static byte[] ConvolutionalNet(double megabytes = 3, int seed = 1)
    {
        const int channels = 128;
        const int bytesPerLayer = channels * channels * 3 * 3 * sizeof(float);
        var layers = Math.Max(1, (int)Math.Round(megabytes * 1_000_000 / bytesPerLayer));
        var random = new SeededRandom(seed);
        var model = OnnxModelBuilder.Create("convolutional-net").Input("x", ElementType.Float32, "batch", 3, 32, 32);
        var last = Convolution(model, "x", "stem", random.Weights(3 * 4 * 4, channels, 3, 4, 4), kernel: 4, stride: 4, padding: 0);
        for (var i = 0; i < layers; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"layer{i}");
            last = Convolution(model, last, name, random.Weights(channels * 3 * 3, channels, channels, 3, 3), kernel: 3, stride: 1, padding: 1);
        }

        return model
            .Node("GlobalAveragePool", [last], ["pooled"])
            .Node("Flatten", ["pooled"], ["flat"])
            .Gemm("flat", random.Weights(channels, channels, 10), OnnxTensor.Vector(new float[10]), "logits")
            .Softmax("logits", "y")
            .Output("y", ElementType.Float32, "batch", 10)
            .Build();
    }

    private static string Convolution(OnnxModelBuilder model, string input, string name, OnnxTensor weights, long kernel, long stride, long padding)
    {
        model
            .Node("Conv", [input, weights], [name + "_sum"],
            [
                OnnxAttribute.Of("kernel_shape", [kernel, kernel]),
                OnnxAttribute.Of("strides", [stride, stride]),
                OnnxAttribute.Of("pads", [padding, padding, padding, padding]),
            ])
            .Relu(name + "_sum", name);
        return name;
    }
}
