namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="InferenceOptions"/>.</summary>
internal static class InferenceKeys
{
    public static KeyTable<InferenceOptions> Table { get; } = new KeyTable<InferenceOptions>()
        .Section(nameof(InferenceOptions.Repository), o => o.Repository, RepositoryKeys.Table)
        .Section(nameof(InferenceOptions.State), o => o.State, StateKeys.Table)
        .Section(nameof(InferenceOptions.Trust), o => o.Trust, TrustKeys.Table)
        .Section(nameof(InferenceOptions.Lifecycle), o => o.Lifecycle, LifecycleKeys.Table)
        .Section(nameof(InferenceOptions.Defaults), o => o.Defaults, ModelKeys.Table)
        .Models(nameof(InferenceOptions.Models), o => o.Models, ModelKeys.Table);
}
