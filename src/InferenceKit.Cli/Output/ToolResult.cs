using System.Text.Json.Serialization;
using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Output;

/// <summary>What a command found or did: a document for programs, which its properties are, and a report for people.</summary>
internal abstract record ToolResult
{
    /// <summary>Changes when a program that reads the document has to change.</summary>
    [JsonPropertyOrder(-1)]
    public int Schema { get; } = 1;

    /// <summary>What the tool ends with.</summary>
    public virtual ExitCode Exit() => ExitCode.Done;

    public abstract void WriteTo(TextReport report);
}
