using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>A running host of models that many callers call.</summary>
internal interface ITrafficHost : IAsyncDisposable
{
    /// <param name="model">Its name in the host.</param>
    /// <param name="timeout">For every request. Default: null, the model's own.</param>
    /// <param name="priority">Of every request.</param>
    IServedModel Serve(string model, TimeSpan? timeout = null, int priority = 0);

    /// <summary>One caller that waits for each answer on its own thread.</summary>
    ICallLoop PredictOne(string model);
}
