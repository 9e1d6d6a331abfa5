using InferenceKit.ControlPlane.State;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Which versions that served before stay loaded for a rollback. Pure.</summary>
internal static class RetainedVersions
{
    public static ModelVersion[] Of(ModelEdits edits, DesiredVersions desired, int keep)
    {
        if (keep == 0 || edits.Previous is not { } previous) return [];
        var retained = new List<ModelVersion>(keep);
        foreach (var text in previous)
        {
            if (retained.Count == keep) break;
            if (ModelVersion.TryParse(text, null, out var version) && version != desired.Primary) retained.Add(version);
        }
        return [.. retained];
    }
}
