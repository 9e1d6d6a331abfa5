using InferenceKit.Testing;

namespace InferenceKit.Soak.Models;

/// <summary>A small network, for which rows in company cost far less.</summary>
internal static class NetworkModel
{
    public static SoakModel Create(string name, Random random, float[][] rows, int hidden)
    {
        var width = rows[0].Length;
        var (into, bias, outOf) = (Weights(random, width * hidden), Weights(random, hidden), Weights(random, hidden));
        return new(name, rows, row => Answer(row, into, bias, outOf), version => OnnxModelBuilder.Create("network")
            .Input("x", ElementType.Float32, "batch", width)
            .Gemm("x", OnnxTensor.Create(into, width, hidden), OnnxTensor.Vector(bias), "sum")
            .Relu("sum", "hidden")
            .Gemm("hidden", OnnxTensor.Create(outOf, hidden, 1), OnnxTensor.Vector([(float)version]), "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build());
    }

    private static float Answer(float[] row, float[] into, float[] bias, float[] outOf)
    {
        var hidden = bias.Length;
        var answer = 0.0;
        for (var h = 0; h < hidden; h++)
        {
            double sum = bias[h];
            for (var i = 0; i < row.Length; i++)
                sum += row[i] * into[(i * hidden) + h];
            answer += Math.Max(0, sum) * outOf[h];
        }

        return (float)answer;
    }

    private static float[] Weights(Random random, int count)
    {
        var weights = new float[count];
        for (var i = 0; i < count; i++)
            weights[i] = (random.NextSingle() * 2) - 1;
        return weights;
    }
}
