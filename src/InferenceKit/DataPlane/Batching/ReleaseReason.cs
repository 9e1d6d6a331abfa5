namespace InferenceKit.DataPlane.Batching;

/// <summary>Why a run began with the rows that it has.</summary>
internal enum ReleaseReason
{
    /// <summary>One row came, and a slot was free.</summary>
    Idle,
    /// <summary>As many rows as a run may have.</summary>
    Full,
    /// <summary>A share of what waits, so that every slot has work.</summary>
    Backlog,
    /// <summary>The first row has waited for the configured delay.</summary>
    Delay,
    /// <summary>A deadline is near: more rows would miss it.</summary>
    Deadline,
    /// <summary>The next row has another shape.</summary>
    Shape,
}
