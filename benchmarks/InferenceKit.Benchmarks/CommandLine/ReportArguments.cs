namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>What <c>report</c> was asked for.</summary>
internal sealed record ReportArguments
{
    public bool IsQuick { get; init; }

    /// <summary>Names of scenarios; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>How often each scenario runs.</summary>
    public int Runs { get; init; } = 1;

    public string? JsonPath { get; init; }

    /// <summary>Whether the hand-written loop takes the library's place.</summary>
    public bool IsSelfCheck { get; init; }

    /// <exception cref="UsageException">An argument is unknown, or lacks its value.</exception>
    public static ReportArguments Parse(ReadOnlySpan<string> arguments, IReadOnlyCollection<string> scenarios)
    {
        var parsed = new ReportArguments();
        for (var i = 0; i < arguments.Length; i++)
        {
            parsed = arguments[i] switch
            {
                "--quick" => parsed with { IsQuick = true },
                "--self-check" => parsed with { IsSelfCheck = true },
                "--only" => parsed with { Only = [.. parsed.Only, .. Names(ArgumentValue.Next(arguments, ref i), scenarios)] },
                "--runs" => parsed with { Runs = PositiveNumber.ParseWhole("--runs", ArgumentValue.Next(arguments, ref i)) },
                "--json" => parsed with { JsonPath = ArgumentValue.Next(arguments, ref i) },
                var other => throw new UsageException($"report does not know '{other}'."),
            };
        }

        return parsed;
    }

    private static string[] Names(string value, IReadOnlyCollection<string> scenarios)
    {
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (!scenarios.Contains(name))
                throw new UsageException($"There is no scenario '{name}'; there are: {string.Join(", ", scenarios)}.");
        }

        return names;
    }
}
