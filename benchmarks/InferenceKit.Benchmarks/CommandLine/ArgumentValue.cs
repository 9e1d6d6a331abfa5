namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>The value that follows an option.</summary>
internal static class ArgumentValue
{
    /// <exception cref="UsageException">The line ends, or goes on with another option.</exception>
    public static string Next(ReadOnlySpan<string> arguments, ref int index)
    {
        var option = arguments[index++];
        return index < arguments.Length && !arguments[index].StartsWith("--", StringComparison.Ordinal)
            ? arguments[index]
            : throw new UsageException($"{option} needs a value.");
    }
}
