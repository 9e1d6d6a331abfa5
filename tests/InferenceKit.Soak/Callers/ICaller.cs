namespace InferenceKit.Soak.Callers;

/// <summary>Asks until it is told to stop.</summary>
internal interface ICaller
{
    Task RunAsync(CancellationToken stop);
}
