namespace InferenceKit;

/// <summary>Whether requests share runs.</summary>
public enum BatchingMode
{
    /// <summary>
    /// Where requests pile up, they share runs if live rows show that a shared run gains more than 15 % a row; no request waits for
    /// others to come.
    /// </summary>
    Auto,

    /// <summary>
    /// A run waits until it has <see cref="BatchingOptions.MaxBatchSize"/> rows or its first row has waited for
    /// <see cref="BatchingOptions.MaxQueueDelay"/>.
    /// </summary>
    Fixed,

    /// <summary>Every request runs by itself.</summary>
    Off,
}
