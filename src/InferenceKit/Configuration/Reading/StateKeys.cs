namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="StateOptions"/>.</summary>
internal static class StateKeys
{
    public static KeyTable<StateOptions> Table { get; } = new KeyTable<StateOptions>()
        .Value<string>(nameof(StateOptions.Path), ValueFormats.Text, (o, v) => o.Path = v)
        .Value<bool>(nameof(StateOptions.Persist), ValueFormats.Flag, (o, v) => o.Persist = v)
        .Value<bool>(nameof(StateOptions.Watch), ValueFormats.Flag, (o, v) => o.Watch = v);
}
