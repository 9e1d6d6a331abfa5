namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>What <c>tune</c> was asked for.</summary>
internal sealed record TuneArguments(string Model)
{
    /// <summary>The longest p99 allowed; null for any.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>Requests a second to serve; null for as many as possible.</summary>
    public double? Rate { get; init; }

    /// <summary>For the whole sweep.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the chart goes as a picture.</summary>
    public string SvgPath { get; init; } = "tune.svg";

    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <exception cref="UsageException">There is no path, or an argument is unknown or lacks its value.</exception>
    public static TuneArguments Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.IsEmpty || arguments[0].StartsWith("--", StringComparison.Ordinal))
            throw new UsageException("tune takes the path of a model first.");

        var parsed = new TuneArguments(arguments[0]);
        for (var i = 1; i < arguments.Length; i++)
        {
            parsed = arguments[i] switch
            {
                "--p99" => parsed with { P99 = Duration.Parse("--p99", ArgumentValue.Next(arguments, ref i)) },
                "--rate" => parsed with { Rate = PositiveNumber.Parse("--rate", ArgumentValue.Next(arguments, ref i)) },
                "--seconds" => parsed with { Time = TimeSpan.FromSeconds(PositiveNumber.Parse("--seconds", ArgumentValue.Next(arguments, ref i))) },
                "--svg" => parsed with { SvgPath = ArgumentValue.Next(arguments, ref i) },
                "--dim" => parsed with { Sizes = DimensionSizes.With(parsed.Sizes, ArgumentValue.Next(arguments, ref i)) },
                var other => throw new UsageException($"tune does not know '{other}'."),
            };
        }

        return parsed;
    }
}
