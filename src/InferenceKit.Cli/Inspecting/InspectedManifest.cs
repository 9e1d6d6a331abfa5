using System.Globalization;
using InferenceKit.Cli.Output;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.Cli.Inspecting;

/// <summary>What the manifest says, beside files and signature. Immutable.</summary>
/// <param name="Model">The model's name; null when it does not say.</param>
/// <param name="Version">The version; null when it does not say.</param>
/// <param name="Created">When the version was made.</param>
/// <param name="Description">A text for people.</param>
/// <param name="DataSet">What it was trained on.</param>
/// <param name="Commit">The commit of the code that made it.</param>
/// <param name="Metrics">Measures of quality by name.</param>
/// <param name="Properties">Free texts by name.</param>
/// <param name="Samples">The names of its samples.</param>
/// <param name="IsSigned">Whether there is a signature, by whomever.</param>
/// <param name="Problem">Why it cannot be read; all else is empty then.</param>
internal sealed record InspectedManifest(
    string? Model, string? Version, DateTimeOffset? Created, string? Description, string? DataSet, string? Commit,
    IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, string> Properties, IReadOnlyList<string> Samples, bool IsSigned, string? Problem)
{
    /// <returns>Null without a manifest.</returns>
    public static InspectedManifest? Read(VersionSource source)
    {
        if (source.Content.Files.FirstOrDefault(f => f.Name == ArtifactNames.Manifest) is not { } file) return null;
        var isSigned = source.Content.Files.Any(f => f.Name == ArtifactNames.ManifestSignature);
        try
        {
            if (file.Bytes > ManifestReader.MaxBytes) throw new InvalidDataException($"{file.Name} has {file.Bytes} bytes, and more than {ManifestReader.MaxBytes} are not read.");
            return Of(ManifestReader.Read(File.ReadAllBytes(source.PathOf(file.Name))), isSigned);
        }
        catch (InvalidDataException e)
        {
            return Of(new(), isSigned) with { Problem = e.Message };
        }
    }

    public void WriteTo(TextReport report)
    {
        report.Line();
        report.Fields(
            ("manifest", Problem is null ? "yes" : $"BAD: {Problem}"), ("signed", PlainText.YesNo(IsSigned)), ("of", Model is null ? null : $"{Model}/{Version}"),
            ("created", PlainText.Time(Created)), ("about", Description), ("data set", DataSet), ("commit", Commit),
            ("metrics", string.Join(", ", Metrics.Select(m => $"{m.Key} {m.Value.ToString(CultureInfo.InvariantCulture)}"))),
            ("properties", string.Join(", ", Properties.Select(p => $"{p.Key}={p.Value}"))), ("samples", string.Join(", ", Samples)));
    }

    private static InspectedManifest Of(ModelManifest manifest, bool isSigned) => new(
        manifest.Model, manifest.Version?.ToString(), manifest.Created, manifest.Description, manifest.DataSet, manifest.Commit,
        manifest.Metrics, manifest.Properties, [.. manifest.Samples.Select(s => s.Name)], isSigned, null);
}
