using InferenceKit.Testing;

namespace InferenceKit.Soak.Models;

/// <summary>The sum of a row, of which one that is negative fails the whole run, as real models do.</summary>
internal static class FragileModel
{
    public static SoakModel Create(string name, float[][] rows)
    {
        // Rows that callers take by chance are good ones; a bad one is made on purpose.
        foreach (var row in rows)
            row[0] = MathF.Abs(row[0]) + row.Length;
        var width = rows[0].Length;
        return new(name, rows, row => row.Sum(), version => OnnxModelBuilder.Create("fragile")
            .Input("x", ElementType.Float32, "batch", width)
            .ReduceSum("x", "sum")
            .Node("Less", ["sum", 0f], ["negative"])
            .Cast("negative", ElementType.Int64, "index")

            // A table of one number: index 1 is out of range.
            .Gather(OnnxTensor.Vector([(float)version]), "index", "offset")
            .Add("sum", "offset", "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build());
    }
}
