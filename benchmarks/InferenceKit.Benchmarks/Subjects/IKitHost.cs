using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>
/// A running host. What it cannot do it answers with <see cref="NotSupportedException"/>: the scenario is then skipped.
/// </summary>
internal interface IKitHost : IAsyncDisposable
{
    /// <summary>One typed prediction a call, the predictor taken once.</summary>
    ICallLoop PredictOne(string model, float[][] rows);

    /// <summary>One typed prediction a call, the predictor looked up by name each time.</summary>
    ICallLoop PredictByName(string model, float[][] rows);

    /// <summary>One request on values a call.</summary>
    ICallLoop InferValues(string model, float[][] rows);

    IManyRows PredictMany(string model);

    /// <summary>One of several callers of the same predictor.</summary>
    ICaller CreateCaller(string model, float[][] rows, int firstRow);

    /// <summary>Publishes the other version, and returns once it serves.</summary>
    Task SwapAsync(string model);

    /// <summary>Loads and warms up, and returns once the model serves.</summary>
    Task LoadAsync(string model);

    Task UnloadAsync(string model);
}
