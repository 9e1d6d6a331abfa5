namespace InferenceKit.Benchmarks.Load;

/// <summary>One side of a comparison over many rows at once: a score for every row.</summary>
internal interface IManyRows
{
    void Predict(float[][] rows, float[] scores);
}
