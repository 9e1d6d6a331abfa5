using InferenceKit.Benchmarks.CommandLine;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.Tests.Docs;

public sealed class BenchmarksPageTests
{
    private const string Start = "dotnet run -c Release --project benchmarks/InferenceKit.Benchmarks -- ";

    private static readonly string Page = Path.Combine(
        RepositoryRoot.Find() ?? throw new InvalidOperationException("The tests run from the repository's own output."), "docs", "benchmarks.md");

    [Fact]
    public void Every_command_on_the_page_can_be_followed()
    {
        var commands = File.ReadLines(Page).Where(l => l.StartsWith(Start, StringComparison.Ordinal)).Select(l => l[Start.Length..].Split(' ')).ToArray();

        Assert.True(commands.Length >= 10);
        Assert.All(commands, Parse);
    }

    [Fact]
    public void Every_scenario_stands_on_the_page_or_its_family_does()
    {
        var text = File.ReadAllText(Page);

        Assert.All(ScenarioCatalog.All, scenario =>
        {
            var parts = scenario.Name.Split('-', 2);
            string[] forms = [$"`{scenario.Name}`", $"`{parts[0]}-MODEL`", parts.Length > 1 ? $"`-{parts[1]}`" : $"`{scenario.Name}`"];
            Assert.Contains(forms, form => text.Contains(form, StringComparison.Ordinal));
        });
    }

    /// <summary>What goes to the benchmark library is its own affair.</summary>
    private static void Parse(string[] command)
    {
        switch (command)
        {
            case ["report", .. var rest]:
                ReportArguments.Parse(rest, ScenarioCatalog.All.Select(s => s.Name).ToArray());
                break;
            case ["model", .. var rest]:
                ModelArguments.Parse(rest);
                break;
            case ["load", .. var rest]:
                Assert.All(LoadArguments.Parse(rest).Models, m => Assert.True(TrafficModels.Names.Contains(m) || m.EndsWith(".onnx", StringComparison.Ordinal), m));
                break;
            case ["tune", .. var rest]:
                TuneArguments.Parse(rest);
                break;
            case ["inspect", _]:
                break;
            default:
                Assert.Equal("--filter", command[0]);
                break;
        }
    }
}
