namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="BatchingOptions"/>.</summary>
internal static class BatchingKeys
{
    public static KeyTable<BatchingOptions> Table { get; } = new KeyTable<BatchingOptions>()
        .Value<BatchingMode>(nameof(BatchingOptions.Mode), ValueFormats.Choice, (o, v) => o.Mode = v)
        .Value<RowDimension>(nameof(BatchingOptions.Rows), ValueFormats.Choice, (o, v) => o.Rows = v)
        .Value<int>(nameof(BatchingOptions.MaxBatchSize), ValueFormats.Int32, (o, v) => o.MaxBatchSize = v)
        .Value<TimeSpan>(nameof(BatchingOptions.MaxQueueDelay), ValueFormats.Duration, (o, v) => o.MaxQueueDelay = v)
        .Value<TimeSpan>(nameof(BatchingOptions.MaxQueueTime), ValueFormats.Duration, (o, v) => o.MaxQueueTime = v)
        .Value<int>(nameof(BatchingOptions.MaxQueuedRows), ValueFormats.Int32, (o, v) => o.MaxQueuedRows = v)
        .Values(nameof(BatchingOptions.ShedPercent), ValueFormats.Int32, ValueFormats.Number, o => o.ShedPercent)
        .Value<long>(nameof(BatchingOptions.MaxQueuedBytes), ValueFormats.Int64, (o, v) => o.MaxQueuedBytes = v)
        .Value<int>(nameof(BatchingOptions.MaxRowsPerRun), ValueFormats.Int32, (o, v) => o.MaxRowsPerRun = v);
}
