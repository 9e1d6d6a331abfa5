namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>What <c>load</c> was asked for.</summary>
internal sealed record LoadArguments
{
    private const int DefaultCallers = 64;

    /// <summary>Names of models, or paths.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Requests a second for each model; null for a closed loop.</summary>
    public double? Rate { get; init; }

    /// <summary>Callers of each model in a closed loop.</summary>
    public int Callers { get; init; } = DefaultCallers;

    public ArrivalPattern Arrivals { get; init; } = ArrivalPattern.Poisson;

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    public BatchingMode? Mode { get; init; }

    public TimeSpan? Timeout { get; init; }

    public string? CsvPath { get; init; }

    public string? JsonPath { get; init; }

    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <exception cref="UsageException">There is no model, or an argument is unknown, lacks its value or contradicts another.</exception>
    public static LoadArguments Parse(ReadOnlySpan<string> arguments)
    {
        var parsed = new LoadArguments();
        bool hasCallers = false, hasArrivals = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            hasCallers |= arguments[i] == "--callers";
            hasArrivals |= arguments[i] == "--arrivals";
            parsed = arguments[i] switch
            {
                "--model" => parsed with { Models = [.. parsed.Models, ArgumentValue.Next(arguments, ref i)] },
                "--rate" => parsed with { Rate = PositiveNumber.Parse("--rate", ArgumentValue.Next(arguments, ref i)) },
                "--callers" => parsed with { Callers = PositiveNumber.ParseWhole("--callers", ArgumentValue.Next(arguments, ref i)) },
                "--arrivals" => parsed with { Arrivals = ArrivalPattern.Parse(ArgumentValue.Next(arguments, ref i)) },
                "--seconds" => parsed with { Time = TimeSpan.FromSeconds(PositiveNumber.Parse("--seconds", ArgumentValue.Next(arguments, ref i))) },
                "--mode" => parsed with { Mode = ModeOf(ArgumentValue.Next(arguments, ref i)) },
                "--timeout" => parsed with { Timeout = Duration.Parse("--timeout", ArgumentValue.Next(arguments, ref i)) },
                "--csv" => parsed with { CsvPath = ArgumentValue.Next(arguments, ref i) },
                "--json" => parsed with { JsonPath = ArgumentValue.Next(arguments, ref i) },
                "--dim" => parsed with { Sizes = DimensionSizes.With(parsed.Sizes, ArgumentValue.Next(arguments, ref i)) },
                var other when other.StartsWith("--", StringComparison.Ordinal) => throw new UsageException($"load does not know '{other}'."),
                var model => parsed with { Models = [.. parsed.Models, model] },
            };
        }

        if (parsed.Models.Count == 0)
            throw new UsageException("load takes the name or the path of a model.");
        if (parsed.Rate is not null && hasCallers)
            throw new UsageException("--rate sends at times of their own, --callers waits for answers: load takes one of them.");
        return parsed.Rate is null && hasArrivals ? throw new UsageException("--arrivals needs --rate.") : parsed;
    }

    private static BatchingMode ModeOf(string text) =>
        Enum.TryParse<BatchingMode>(text, ignoreCase: true, out var mode) && Enum.IsDefined(mode) && !char.IsDigit(text[0])
            ? mode
            : throw new UsageException($"--mode needs auto, fixed or off, not '{text}'.");
}
