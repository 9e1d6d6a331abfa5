using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Cli.Reporting;

/// <summary>What a lock file makes of versions, as on a host. Immutable.</summary>
/// <param name="State">The lock file as read; null when none was named.</param>
/// <param name="IsRequired">Whether only what is pinned may serve.</param>
internal sealed record LockRules(LockState? State, bool IsRequired)
{
    /// <summary>Those of a model's versions that may be selected.</summary>
    public ModelVersion[] Among(string model, ModelVersion[] available) =>
        State is null ? available : new LockedVersions(model, State, IsRequired).Among(available);

    /// <summary>What the lock file has to do with nothing being selected; null when nothing.</summary>
    public string? Explain(string model, ModelVersion[] available) =>
        State is null ? null : new LockedVersions(model, State, IsRequired).Explain(available);

    public LockVerdict Of(ModelId id) => State is null ? LockVerdict.None : LockVerdict.Of(State, IsRequired, id);
}
