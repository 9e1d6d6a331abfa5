using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Cli.CommandLine;

/// <summary>Reads names from a command line.</summary>
internal static class Names
{
    /// <exception cref="ToolException">It breaks the rule for names.</exception>
    public static string Model(string text) =>
        ModelName.IsValid(text) ? text : throw ToolException.Usage($"'{text}' is no name of a model: {ModelName.Rule}.");

    /// <exception cref="ToolException">It breaks the rule for names.</exception>
    public static ModelVersion Version(string text) =>
        ModelVersion.TryParse(text, null, out var version) ? version : throw ToolException.Usage($"'{text}' is no version: {ModelName.Rule}.");

    /// <summary>Selectors write an alias with its '@', and so do people.</summary>
    /// <exception cref="ToolException">It breaks the rule for names.</exception>
    public static string Alias(string text)
    {
        var name = text.StartsWith('@') ? text[1..] : text;
        return ModelName.IsValid(name) ? name : throw ToolException.Usage($"'{text}' is no name of an alias: {ModelName.Rule}.");
    }

    /// <exception cref="ToolException">It is no selector.</exception>
    public static VersionSelector Selector(string text) =>
        VersionSelector.TryParse(text, out var selector, out var problem) ? selector : throw ToolException.Usage($"'{text}' is no selector: {problem}.");
}
