namespace InferenceKit.Benchmarks.Baselines;

/// <summary>An answer as ML.NET gives it.</summary>
internal sealed class MlNetScore
{
    public float[] Scores { get; set; } = [];
}
