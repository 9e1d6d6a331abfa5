namespace InferenceKit.DataPlane.Batching.Admission;

/// <summary>How a request fared at a queue.</summary>
internal enum EnqueueResult
{
    /// <summary>It waits; from here on it may be answered at any time.</summary>
    Waits,
    /// <summary>The queue is closed: the version does not serve any more.</summary>
    Closed,
    /// <summary>Too many wait.</summary>
    Full,
    /// <summary>Its deadline would pass before it runs.</summary>
    TooLate,
    /// <summary>Its caller has given up.</summary>
    Cancelled,
}
