namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="RepositoryOptions"/>.</summary>
internal static class RepositoryKeys
{
    public static KeyTable<RepositoryOptions> Table { get; } = new KeyTable<RepositoryOptions>()
        .Value<string>(nameof(RepositoryOptions.Path), ValueFormats.Text, (o, v) => o.Path = v)
        .Value<Uri>(nameof(RepositoryOptions.Uri), ValueFormats.Address, (o, v) => o.Uri = v)
        .Section(nameof(RepositoryOptions.Http), o => o.Http, HttpRepositoryKeys.Table)
        .Value<bool>(nameof(RepositoryOptions.Watch), ValueFormats.Flag, (o, v) => o.Watch = v)
        .Value<TimeSpan>(nameof(RepositoryOptions.PollInterval), ValueFormats.Duration, (o, v) => o.PollInterval = v)
        .Value<TimeSpan>(nameof(RepositoryOptions.SettleTime), ValueFormats.Duration, (o, v) => o.SettleTime = v)
        .Value<string>(nameof(RepositoryOptions.StagingPath), ValueFormats.Text, (o, v) => o.StagingPath = v)
        .Value<long>(nameof(RepositoryOptions.MaxFileBytes), ValueFormats.Int64, (o, v) => o.MaxFileBytes = v);
}
