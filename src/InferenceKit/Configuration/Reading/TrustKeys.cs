
namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="TrustOptions"/>.</summary>
internal static class TrustKeys
{
    public static KeyTable<TrustOptions> Table { get; } = new KeyTable<TrustOptions>()
        .Value<string>(nameof(TrustOptions.LockFile), ValueFormats.Text, (o, v) => o.LockFile = v)
        .Value<bool>(nameof(TrustOptions.RequireLock), ValueFormats.Flag, (o, v) => o.RequireLock = v)
        .Value<bool>(nameof(TrustOptions.RequireSignature), ValueFormats.Flag, (o, v) => o.RequireSignature = v)
        .Values<string>(nameof(TrustOptions.Keys), ValueFormats.Text, o => o.Keys);
}
