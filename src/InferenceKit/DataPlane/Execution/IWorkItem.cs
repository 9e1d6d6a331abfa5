namespace InferenceKit.DataPlane.Execution;

/// <summary>What a <see cref="WorkerPool"/> runs.</summary>
internal interface IWorkItem
{
    /// <summary>Runs on a worker; must not throw.</summary>
    void Run();

    /// <summary>Ends it without a run: no thread could be made.</summary>
    void Refuse(Exception cause);
}
