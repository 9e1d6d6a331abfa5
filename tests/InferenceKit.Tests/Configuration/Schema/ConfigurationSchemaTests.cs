using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceKit.Configuration.Reading;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Tests.Docs;
using InferenceKit.Tests.Sources;

namespace InferenceKit.Tests.Configuration.Schema;

/// <summary>The schema in the package, by which editors complete and check <c>appsettings.json</c>.</summary>
public sealed class ConfigurationSchemaTests
{
    private const string WriteVariable = "INFERENCEKIT_WRITE_SCHEMA";

    private static readonly JsonDocumentOptions Settings = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly string Path = RepositoryRoot.At("src/InferenceKit/ConfigurationSchema.json");
    private static readonly JsonObject Schema = JsonNode.Parse(OptionsSchema.Write())!.AsObject();

    [Fact]
    public void The_file_in_the_repository_is_what_the_options_classes_say()
    {
        var expected = OptionsSchema.Write();
        if (Environment.GetEnvironmentVariable(WriteVariable) is "1" or "true") File.WriteAllText(Path, expected);
        var actual = File.Exists(Path) ? File.ReadAllText(Path).ReplaceLineEndings("\n") : "";
        Assert.True(expected == actual, $"""
            src/InferenceKit/ConfigurationSchema.json is not what the options classes say. Write it anew, look at the difference and commit it:
            {WriteVariable}=1 dotnet test --project tests/InferenceKit.Tests --filter-class {typeof(ConfigurationSchemaTests).FullName}
            The first line that differs: {FirstDifference(expected, actual)}
            """);
    }

    [Fact]
    public void Every_settings_file_on_a_page_and_of_a_sample_is_good()
    {
        var check = new SchemaCheck(Schema);
        var texts = MarkdownPage.All().Concat(MarkdownPage.OfPackages()).SelectMany(MarkdownPage.Blocks)
            .Where(block => block.Language == "json" && block.Text.Contains("\"Inference\"", StringComparison.Ordinal))
            .Select(block => (Where: block.ToString(), block.Text))
            .Append((Where: "QuickStart", Text: File.ReadAllText(RepositoryRoot.At("samples/QuickStart/appsettings.json")))).ToArray();
        Assert.Empty(texts.SelectMany(text => check.ProblemsOf(Parse(text.Text)).Select(problem => $"{text.Where}: {problem}")));
    }

    [Theory]
    [InlineData("""{ "Inference": { "Defaults": { "Resilience": { "Timeout": "5" } } } }""", "/Inference/Defaults/Resilience/Timeout: does not match")]
    [InlineData("""{ "Inference": { "Defaults": { "Execution": { "Treads": 2 } } } }""", "/Inference/Defaults/Execution/Treads: unknown key")]
    [InlineData("""{ "Inference": { "Models": { "../etc": {} } } }""", "/Inference/Models/../etc: is no name")]
    [InlineData("""{ "Inference": { "Models": { "fraud": { "Execution": { "SessionEntries": {} } } } } }""", "/Inference/Models/fraud/Execution/SessionEntries: unknown key")]
    [InlineData("""{ "Inference": { "Models": { "fraud": { "Transition": "Both" } } } }""", "/Inference/Models/fraud/Transition: is none of")]
    [InlineData("""{ "Inference": { "Models": { "fraud": { "Required": "perhaps" } } } }""", "/Inference/Models/fraud/Required: is no")]
    [InlineData("""{ "Inference": { "Defaults": { "Execution": { "FreeDimensions": { "n": "x" } } } } }""", "/Inference/Defaults/Execution/FreeDimensions/n: is no")]
    public void What_is_wrong_is_found(string settings, string problem) =>
        Assert.StartsWith(problem, Assert.Single(new SchemaCheck(Schema).ProblemsOf(Parse(settings))), StringComparison.Ordinal);

    [Fact]
    public void Null_says_nothing_and_other_sections_are_not_its_business()
    {
        var settings = """{ "Logging": { "x": 1 }, "Inference": { "Defaults": { "Version": null, "Transition": null, "Resilience": { "Timeout": null } } } }""";
        Assert.Empty(new SchemaCheck(Schema).ProblemsOf(Parse(settings)));
    }

    [Fact]
    public void Every_default_of_the_page_that_is_a_value_is_in_the_schema()
    {
        var wrong =
            from row in TableRow.In(RepositoryRoot.At("docs/configuration.md"))
            where row.Cells[0].StartsWith('`')
            let stated = row.Cells[0].Trim('`')
            let actual = Find(row.Name)?["default"]?.ToString()
            where !stated.Equals(actual, StringComparison.OrdinalIgnoreCase)
            select $"{row.Name}: the page says '{stated}', the schema '{actual}'. Both come from <value>Default: … of the property, as in '10 seconds', '8 GiB', '\"cpu\"'.";
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("00:00:01", true)]
    [InlineData("-00:00:00.001", true)]
    [InlineData("1.02:03:04.5000000", true)]
    [InlineData("00:05", true)]
    [InlineData("5", false)]
    [InlineData("5s", false)]
    [InlineData(" ", false)]
    public void The_pattern_of_durations_is_that_of_the_reader(string text, bool isGood)
    {
        Assert.Equal(isGood, ValueFormats.Duration(text, out _) is null);
        Assert.Equal(isGood, Regex.IsMatch(text, OptionDetails.DurationPattern, RegexOptions.ECMAScript));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("@stable|latest")]
    [InlineData("@stable | 3 | latest")]
    [InlineData("1.2-rc")]
    [InlineData("@")]
    [InlineData("../1")]
    [InlineData("1||2")]
    [InlineData("")]
    public void The_pattern_of_versions_is_that_of_the_selector(string text) =>
        Assert.Equal(VersionSelector.TryParse(text, out _, out _), Regex.IsMatch(text, OptionDetails.Texts["ModelOptions.Version"].Pattern!, RegexOptions.ECMAScript));

    [Theory]
    [InlineData("selected")]
    [InlineData("all")]
    [InlineData("latest-1")]
    [InlineData("latest-12")]
    [InlineData("latest-0")]
    [InlineData("latest")]
    [InlineData("none")]
    public void The_pattern_of_what_is_kept_is_that_of_the_policy(string text) =>
        Assert.Equal(KeepPolicy.TryParse(text, out _), Regex.IsMatch(text, OptionDetails.Texts["ModelOptions.Keep"].Pattern!, RegexOptions.ECMAScript));

    [Fact]
    public void Details_are_of_options_that_there_are() =>
        Assert.All(OptionDetails.Texts.Keys, name => Assert.NotNull(
            typeof(InferenceOptions).Assembly.GetType("InferenceKit." + name.Split('.')[0])?.GetProperty(name.Split('.')[1])));

    /// <summary>The schema of a key of the page, as in <c>Models:&lt;name>:Version</c>.</summary>
    private static JsonObject? Find(string key)
    {
        var schema = Schema["properties"]!["Inference"]!.AsObject();
        foreach (var part in key.Split(':'))
        {
            if (schema["$ref"] is { } reference) schema = Schema["definitions"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject();
            if ((part.StartsWith('<') ? schema["additionalProperties"] : schema["properties"]?[part]) is not JsonObject inner) return null;
            schema = inner;
        }
        return schema;
    }

    // A part of a settings file begins with its key.
    private static JsonNode? Parse(string text) =>
        JsonNode.Parse(text.TrimStart().StartsWith('"') ? "{" + text + "}" : text, documentOptions: Settings);

    private static string FirstDifference(string expected, string actual)
    {
        var (there, here) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, there.Length).FirstOrDefault(i => i >= here.Length || there[i] != here[i], there.Length - 1);
        return $"{line + 1}: {there[line].Trim()}";
    }
}
