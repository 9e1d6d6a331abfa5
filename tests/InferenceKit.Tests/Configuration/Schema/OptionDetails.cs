using System.Text.Json.Nodes;

namespace InferenceKit.Tests.Configuration.Schema;

/// <summary>What a text option allows beyond its type: nothing says that but its parser, so that a test tries both.</summary>
internal static class OptionDetails
{
    private const string Name = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    /// <summary>The rule for names of models.</summary>
    public const string ModelNamePattern = $"^{Name}$";

    /// <summary>How configuration writes a time span: with colons, as in <c>00:00:00.050</c>.</summary>
    public const string DurationPattern = @"^-?([0-9]+\.)?[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]{1,7})?)?$";

    /// <summary>By the class and property.</summary>
    public static IReadOnlyDictionary<string, (string? Pattern, string[] Examples)> Texts { get; } = new Dictionary<string, (string?, string[])>
    {
        [$"{nameof(ModelOptions)}.{nameof(ModelOptions.Version)}"] = ($@"^\s*@?{Name}\s*(\|\s*@?{Name}\s*)*$", ["latest", "1", "@stable|latest"]),
        [$"{nameof(ModelOptions)}.{nameof(ModelOptions.Keep)}"] = ("^(selected|all|latest-0*[1-9][0-9]*)$", ["selected", "latest-2", "all"]),
        [$"{nameof(ExecutionOptions)}.{nameof(ExecutionOptions.Provider)}"] = (ModelNamePattern, ["cpu", "cuda", "tensorrt", "directml", "openvino", "qnn", "coreml"]),
    };

    public static void AddTo(JsonObject schema, string option)
    {
        if (!Texts.TryGetValue(option, out var details)) return;
        if (details.Pattern is { } pattern) schema["pattern"] = pattern;
        schema["examples"] = new JsonArray([.. details.Examples.Select(example => (JsonNode)example)]);
    }
}
