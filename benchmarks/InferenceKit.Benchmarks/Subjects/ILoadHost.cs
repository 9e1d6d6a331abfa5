namespace InferenceKit.Benchmarks.Subjects;

/// <summary>A running host of one model on disk, not loaded at first.</summary>
internal interface ILoadHost : IAsyncDisposable
{
    /// <summary>Stages, verifies, loads and warms up, and returns once the model serves.</summary>
    Task LoadAsync();

    Task UnloadAsync();
}
