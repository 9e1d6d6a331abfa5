using System.CommandLine;
using System.Text.RegularExpressions;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Commands;

namespace InferenceKit.Cli.Tests.Docs;

public sealed partial class CliPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "cli.md"));

    [Fact]
    public void Every_verb_and_every_option_is_on_the_page()
    {
        var missing = Verbs(ToolCommand.Create(isTerminal: false), "inferencekit").SelectMany(v => Missing(v.Path, v.Command));
        Assert.Empty(missing);
    }

    [Fact]
    public void The_page_names_no_option_that_there_is_not()
    {
        var options = Verbs(ToolCommand.Create(isTerminal: false), "").SelectMany(v => v.Command.Options.SelectMany(o => o.Aliases.Append(o.Name)))
            .Concat(["--global", "--help", "--version"]).ToHashSet();
        Assert.Empty(Option().Matches(Page).Select(m => m.Value).Where(o => !options.Contains(o)).Distinct());
    }

    [Fact]
    public void Every_exit_code_is_on_the_page()
    {
        foreach (var code in Enum.GetValues<ExitCode>())
            Assert.Contains($"| {(int)code} | `{char.ToLowerInvariant($"{code}"[0])}{$"{code}"[1..]}` |", Page, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Missing(string path, Command command)
    {
        if (!Page.Contains(path, StringComparison.Ordinal)) yield return path;
        foreach (var option in command.Options)
            if (!Page.Contains(option.Name, StringComparison.Ordinal)) yield return $"{path} {option.Name}";
    }

    private static IEnumerable<(string Path, Command Command)> Verbs(Command command, string path)
    {
        foreach (var verb in command.Subcommands)
            if (verb.Subcommands.Count == 0) yield return ($"{path} {verb.Name}", verb);
            else
                foreach (var inner in Verbs(verb, $"{path} {verb.Name}")) yield return inner;
        yield return (path, command);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "InferenceKit.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("(?<![-\\w])--[a-z][a-z-]*")]
    private static partial Regex Option();
}
