using System.Text.Json.Serialization;

namespace InferenceKit.Cli.Output;

/// <summary>What stands in the place of a result that there is none of.</summary>
internal sealed record ErrorDocument(ErrorDetails Error)
{
    [JsonPropertyOrder(-1)]
    public int Schema { get; } = 1;
}
