using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using InferenceKit.Configuration;
using InferenceKit.Configuration.Reading;
using InferenceKit.Configuration.Validation;
using InferenceKit.Serving.Resilience;
using InferenceKit.Serving.Traffic;
using InferenceKit.Tests.Sources;
using Microsoft.Extensions.Configuration;

namespace InferenceKit.Tests.Docs;

/// <summary>The page says of every key what the code says.</summary>
public sealed class ConfigurationPageTests
{
    private const string Model = "Models:<name>";

    /// <summary>Keys whose default is that of another key, or depends on what there is; the page says so in words.</summary>
    private static readonly string[] DependOnMore = ["State:Watch", "Trust:LockFile", $"{Model}:Traffic:Salt"];

    private static readonly string Page = RepositoryRoot.At("docs/configuration.md");

    [Fact]
    public void The_table_has_every_key_once_and_no_other()
    {
        var keys = KeysOf(typeof(RepositoryOptions), "Repository").Concat(KeysOf(typeof(StateOptions), "State")).Concat(KeysOf(typeof(TrustOptions), "Trust")).Concat(KeysOf(typeof(LifecycleOptions), "Lifecycle")).Concat(KeysOf(typeof(ModelOptions), Model));
        Assert.Equal(keys.Order(StringComparer.Ordinal), TableRow.In(Page).Select(row => row.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_are_those_of_the_settings()
    {
        var wrong =
            from row in TableRow.In(Page)
            where !DependOnMore.Contains(row.Name)
            let stated = InCode(row.Cells[0])
            let actual = Find(SettingsOf(row.Name.Split(':')[0]), row.Name.Split(':')[^1])
            where stated != actual
            select $"{row.Name}: the page says '{stated}', the code '{actual}'";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_settings_file_on_a_page_is_good()
    {
        var blocks = MarkdownPage.All().Concat(MarkdownPage.OfPackages()).SelectMany(MarkdownPage.Blocks)
            .Where(block => block.Language == "json" && block.Text.Contains("\"Inference\"", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(blocks);
        Assert.Empty(blocks.SelectMany(block => ProblemsOf(block).Select(problem => $"{block}: {problem}")));
    }

    private static IEnumerable<string> KeysOf(Type options, string path) => options
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)
            ? KeysOf(property.PropertyType, $"{path}:{property.Name}")
            : [$"{path}:{property.Name}"]);

    /// <summary>The default as it would be written; null where the page describes it in words.</summary>
    private static string? InCode(string cell) => cell.StartsWith('`') && cell.EndsWith('`') ? cell.Trim('`') : null;

    private static object[] SettingsOf(string section)
    {
        var model = new ModelSettings { Name = "fraud" };
        return section switch
        {
            "Repository" => [new RepositorySettings(), new HttpRepositorySettings { Index = new("https://models.example.com/") }],
            "State" => [new StateSettings()],
            "Trust" => [new TrustSettings()],
            "Lifecycle" => [new LifecycleSettings()],
            _ => [model, model.Serving, model.Serving.Batching, model.Session, new BreakerPolicy(), new TrafficPolicy { Salt = "fraud" }],
        };
    }

    /// <summary>The value of the setting of this name as configuration would write it; null where there is none by default.</summary>
    private static string? Find(object[] settings, string name) => settings
        .Select(owner => owner.GetType().GetProperty(name)?.GetValue(owner))
        .FirstOrDefault(value => value is not null) switch
    {
        null or (IEnumerable and not string) => null,
        bool flag => flag ? "true" : "false",
        var value => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static IReadOnlyList<string> ProblemsOf(CodeBlock block)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(block.Text));
        var section = new ConfigurationBuilder().AddJsonStream(text).Build().GetSection("Inference");
        var errors = new ConfigurationErrors();
        var options = new InferenceOptions();
        InferenceKeys.Table.Read(section, options, errors);
        OptionsValidator.Check(options, section.Path, errors);
        return errors.All;
    }
}
