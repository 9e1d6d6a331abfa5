using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceKit.Cli.CommandLine;
using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.Cli.Publishing;

/// <summary>Reads a sample from a file of its own, written as in a manifest. Without outputs, those of the model are recorded.</summary>
internal static class SampleFile
{
    /// <exception cref="ToolException">It does not exist, or is not a sample.</exception>
    public static ModelSample Read(string path)
    {
        if (!File.Exists(path)) throw ToolException.NotFound($"There is no sample '{path}'.");
        if (SmallFile.TryRead(path, ManifestReader.MaxBytes) is not { } bytes) throw ToolException.Usage($"The sample '{path}' is larger than {ManifestReader.MaxBytes} bytes.");
        try
        {
            var limits = new JsonDocumentOptions { MaxDepth = ManifestReader.MaxDepth };
            if (JsonNode.Parse(bytes, documentOptions: limits) is not JsonObject sample) throw ToolException.Usage($"The sample '{path}' is no JSON object.");
            sample.TryAdd("name", Path.GetFileNameWithoutExtension(path));
            sample.TryAdd("outputs", new JsonObject());
            using var document = JsonDocument.Parse(sample.ToJsonString(), limits);
            return SampleReader.Read(new(document.RootElement, "$"));
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            throw ToolException.Usage($"The sample '{path}' cannot be used: {e.Message.Replace("manifest.json, at ", "", StringComparison.Ordinal)}");
        }
    }
}
