namespace InferenceKit;

/// <summary>Queueing of one model.</summary>
public sealed class BatchingOptions
{
    /// <summary>Most requests that wait for a place; the next is refused with <see cref="InferenceError.QueueFull"/>. <value>Default: 4096.</value></summary>
    public int? MaxQueuedRows { get; set; }

    /// <summary>Most rows in one run of <see cref="IPredictor{TIn, TOut}.PredictManyAsync"/>. <value>Default: 1024.</value></summary>
    public int? MaxRowsPerRun { get; set; }
}
