namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>What <c>model</c> was asked for.</summary>
internal sealed record ModelArguments(string Path)
{
    public bool IsQuick { get; init; }

    public string? JsonPath { get; init; }

    /// <summary>Sizes of dynamic dimensions by their name in the model.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <exception cref="UsageException">There is no path, or an argument is unknown or lacks its value.</exception>
    public static ModelArguments Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.IsEmpty || arguments[0].StartsWith("--", StringComparison.Ordinal))
            throw new UsageException("model takes the path of a model first.");

        var parsed = new ModelArguments(arguments[0]);
        for (var i = 1; i < arguments.Length; i++)
        {
            parsed = arguments[i] switch
            {
                "--quick" => parsed with { IsQuick = true },
                "--json" => parsed with { JsonPath = ArgumentValue.Next(arguments, ref i) },
                "--dim" => parsed with { Sizes = DimensionSizes.With(parsed.Sizes, ArgumentValue.Next(arguments, ref i)) },
                var other => throw new UsageException($"model does not know '{other}'."),
            };
        }

        return parsed;
    }
}
