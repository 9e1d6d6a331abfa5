namespace InferenceKit.ControlPlane.Versioning;

/// <summary>
/// The versions of one model that may be selected: with <c>RequireLock</c> those in the lock file, so that a version
/// that is added to the repository takes nothing out of service. Pure.
/// </summary>
/// <param name="model">The model's name.</param>
/// <param name="state">The lock file as last read.</param>
/// <param name="requireLock">Whether a version has to be in it.</param>
internal sealed class LockedVersions(string model, LockState state, bool requireLock)
{
    private const int MostNamed = 10;

    /// <summary>Those of the versions in the repository that may be selected.</summary>
    public ModelVersion[] Among(ModelVersion[] available) =>
        // Without a lock file, and with one that cannot be read, loads are refused one by one, which says why.
        IsFilter ? Array.FindAll(available, v => state.Lock!.Find(model, v) is not null) : available;

    /// <summary>Why the lock file keeps every version from being selected; null when it does not.</summary>
    public string? Explain(ModelVersion[] available)
    {
        if (state.Lock is null) return null;
        var unlocked = IsFilter ? Array.FindAll(available, v => state.Lock.Find(model, v) is null) : [];
        var absent = state.Lock.Versions(model).Keys.Where(v => !available.Contains(v)).ToArray();
        var parts = new List<string>();
        if (unlocked.Length > 0) parts.Add($"{Named(unlocked)} in the repository {(unlocked.Length == 1 ? "is" : "are")} not in the lock file '{state.Path}' (Trust:RequireLock)");
        if (absent.Length > 0) parts.Add($"the lock file '{state.Path}' names {Named(absent)}, which the repository does not have");
        return parts.Count == 0 ? null : string.Join("; ", parts);
    }

    private bool IsFilter => requireLock && state.Lock is not null;

    private static string Named(ModelVersion[] versions) =>
        $"version{(versions.Length == 1 ? "" : "s")} {string.Join(", ", versions.OrderDescending().Take(MostNamed))}{(versions.Length > MostNamed ? ", …" : "")}";
}
