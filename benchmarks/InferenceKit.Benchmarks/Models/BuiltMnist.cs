using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Models;

/// <summary>The layers of the well-known MNIST example, one image a run.</summary>
internal static class BuiltMnist
{
    public static byte[] Build(int seed)
    {
        var random = new Random(seed);
        var model = OnnxModelBuilder.Create("mnist").Input("x", ElementType.Float32, 1, 1, 28, 28);
        Layer(model, "x", "pooled1", Weights(random, 8, 1, 5, 5), pool: 2, stride: 2);
        Layer(model, "pooled1", "pooled2", Weights(random, 16, 8, 5, 5), pool: 3, stride: 3);
        return model
            .Reshape("pooled2", new long[] { 1, 256 }, "flat")
            .Gemm("flat", Weights(random, 256, 10), new float[10], "y")
            .Output("y", ElementType.Float32, 1, 10)
            .Build();
    }

    private static void Layer(OnnxModelBuilder model, string input, string output, OnnxTensor weights, long pool, long stride) =>
        model
            .Node("Conv", [input, weights], [output + "-sum"], [
                OnnxAttribute.Of("kernel_shape", [5, 5]), OnnxAttribute.Of("pads", [2, 2, 2, 2])])
            .Relu(output + "-sum", output + "-active")
            .Node("MaxPool", [output + "-active"], [output], [
                OnnxAttribute.Of("kernel_shape", [pool, pool]), OnnxAttribute.Of("strides", [stride, stride])]);

    private static OnnxTensor Weights(Random random, params long[] shape)
    {
        var length = shape.Aggregate(1L, (product, dimension) => product * dimension);
        var values = new float[length];
        foreach (ref var value in values.AsSpan())
            value = (random.NextSingle() - 0.5f) * 0.2f;
        return OnnxTensor.Create(values, shape);
    }
}
