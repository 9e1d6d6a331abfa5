namespace InferenceKit.DataPlane.Execution;

/// <summary>What a <see cref="BackedPool"/> executes.</summary>
internal interface IPoolItem
{
    /// <summary>Called once for each time that it was queued.</summary>
    void Execute();
}
