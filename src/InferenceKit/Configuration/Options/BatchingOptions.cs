namespace InferenceKit;

/// <summary>How requests of one model share runs, and how many may wait.</summary>
public sealed class BatchingOptions
{
    /// <summary>Whether requests share runs. <value>Default: Auto.</value></summary>
    public BatchingMode? Mode { get; set; }

    /// <summary>
    /// Whether the first dimension of the model's inputs and outputs counts rows that do not depend on each other, which alone may share
    /// runs. A change loads the model anew. <value>Default: Auto.</value>
    /// </summary>
    public RowDimension? Rows { get; set; }

    /// <summary>
    /// Most rows of a run that requests share. <value>Default: with Auto, what live rows show to be enough, up to 1024; with Fixed, 32.</value>
    /// </summary>
    public int? MaxBatchSize { get; set; }

    /// <summary>
    /// How long a row waits for others, with Fixed alone; 0 takes what is there. <value>Default: 1 ms.</value>
    /// </summary>
    public TimeSpan? MaxQueueDelay { get; set; }

    /// <summary>
    /// How long the rows that wait for one version may take to run, by the rate at which they run now; a request that would wait longer is
    /// refused with <see cref="InferenceError.QueueFull"/>. Some rows for each concurrency slot may always wait.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no such limit. <value>Default: 1 second.</value>
    /// </summary>
    public TimeSpan? MaxQueueTime { get; set; }

    /// <summary>
    /// Most rows that wait for one version, whatever time they take; the next is refused with <see cref="InferenceError.QueueFull"/>. 0 lets
    /// none wait. <value>Default: no such limit; <see cref="MaxQueueTime"/> and <see cref="MaxQueuedBytes"/> bound the queue.</value>
    /// </summary>
    public int? MaxQueuedRows { get; set; }

    /// <summary>
    /// Sheds load before the queue is full: by priority, from how much of the queue's bounds on, in
    /// percent, requests of this priority and of lower ones are refused with <see cref="InferenceError.QueueFull"/>.
    /// <value>Default: 50 for priorities below 0.</value>
    /// </summary>
    public IDictionary<int, double> ShedPercent { get; } = new SortedDictionary<int, double>();

    /// <summary>
    /// Most bytes of requests that wait for one version; the next is refused with <see cref="InferenceError.QueueFull"/>. The input of
    /// a codec counts as a row of the shape that the model declares, and each row as 512 bytes more. <value>Default: 256 MiB.</value>
    /// </summary>
    public long? MaxQueuedBytes { get; set; }

    /// <summary>
    /// Most rows in one run of <see cref="IPredictor{TIn, TOut}.PredictManyAsync"/>, or of one request on values; a request
    /// with more rows runs in parts. <value>Default: 1024.</value>
    /// </summary>
    public int? MaxRowsPerRun { get; set; }
}
