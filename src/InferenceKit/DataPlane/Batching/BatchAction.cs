namespace InferenceKit.DataPlane.Batching;

/// <summary>What to do now.</summary>
internal enum BatchAction
{
    /// <summary>Run the arrival on its caller's thread.</summary>
    RunInline,
    /// <summary>Put the arrival into the queue.</summary>
    Enqueue,
    /// <summary>Run rows from the queue.</summary>
    Run,
    /// <summary>Nothing, until a time or until something changes.</summary>
    Wait,
}
