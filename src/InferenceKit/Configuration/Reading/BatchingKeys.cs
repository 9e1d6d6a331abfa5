namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="BatchingOptions"/>.</summary>
internal static class BatchingKeys
{
    public static KeyTable<BatchingOptions> Table { get; } = new KeyTable<BatchingOptions>()
        .Value<int>(nameof(BatchingOptions.MaxQueuedRows), ValueFormats.Int32, (o, v) => o.MaxQueuedRows = v)
        .Value<int>(nameof(BatchingOptions.MaxRowsPerRun), ValueFormats.Int32, (o, v) => o.MaxRowsPerRun = v);
}
