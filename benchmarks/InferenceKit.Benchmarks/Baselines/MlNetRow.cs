namespace InferenceKit.Benchmarks.Baselines;

/// <summary>A row as ML.NET wants it: an object with a vector. Column name and length come from a schema definition.</summary>
internal sealed class MlNetRow
{
    public float[] Values { get; set; } = [];
}
