using System.Text;
using System.Text.Json;
using InferenceKit.ControlPlane.Repository.Manifests;
using InferenceKit.Tests.Sources;

namespace InferenceKit.Tests.Docs;

/// <summary>The examples of the page on publishing are what the library reads.</summary>
public sealed class PublishingPageTests
{
    private static readonly CodeBlock[] Json =
        [.. MarkdownPage.Blocks(RepositoryRoot.At("docs/publishing.md")).Where(block => block.Language == "json")];

    [Fact]
    public void The_manifest_shown_can_be_read_and_is_written_just_so()
    {
        var text = Json.Single(block => block.Text.Contains("\"schema\"", StringComparison.Ordinal)).Text.TrimEnd() + "\n";
        var manifest = ModelManifest.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal("fraud", manifest.Model);
        Assert.Equal(text, Encoding.UTF8.GetString(ManifestWriter.Write(manifest)));
    }

    [Fact]
    public void The_key_shown_is_one()
    {
        using var settings = JsonDocument.Parse(Json.Single(block => block.Text.Contains("Keys", StringComparison.Ordinal)).Text);
        var key = settings.RootElement.GetProperty("Inference").GetProperty("Trust").GetProperty("Keys").GetProperty("ci-2026").GetString()!;
        Assert.Null(PublicKey.FindProblem(key));
    }
}
