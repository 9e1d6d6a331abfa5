
namespace InferenceKit.ControlPlane.Repository;

/// <summary>Names of files that have a meaning in a version.</summary>
internal static class ArtifactNames
{
    public const string Manifest = "manifest.json";

    /// <summary>The manifest's detached signature.</summary>
    public const string ManifestSignature = "manifest.json.sig";
}
