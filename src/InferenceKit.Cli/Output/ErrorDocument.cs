using System.Text.Json.Serialization;

namespace InferenceKit.Cli.Output;

/// <summary>The document of a command that failed, instead of a result.</summary>
internal sealed record ErrorDocument(ErrorDetails Error)
{
    [JsonPropertyOrder(-1)]
    public int Schema { get; } = 1;
}
