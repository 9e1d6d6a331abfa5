namespace InferenceKit.DataPlane.Batching.Admission;

/// <summary>How a request fared at a queue.</summary>
internal enum EnqueueResult
{
    /// <summary>It waits; from here on it may be answered at any time.</summary>
    Waits,
    /// <summary>The queue takes nobody any more: the version is not the one any longer.</summary>
    Closed,
    /// <summary>Too many wait.</summary>
    Full,
    /// <summary>Its deadline would pass before its turn.</summary>
    TooLate,
    /// <summary>Its caller has given up.</summary>
    Cancelled,
}
