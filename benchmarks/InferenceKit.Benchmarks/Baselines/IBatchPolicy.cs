namespace InferenceKit.Benchmarks.Baselines;

/// <summary>A way to serve one model to many callers, over raw ONNX Runtime. A batch that fails fails for all that are in it.</summary>
internal interface IBatchPolicy : IAsyncDisposable
{
    /// <summary>The policy and its settings, as a report names them.</summary>
    string Name { get; }

    /// <summary>May be called from any thread.</summary>
    /// <param name="row">Which of the rows it serves.</param>
    ValueTask<PolicyAnswer> PredictAsync(int row);
}
