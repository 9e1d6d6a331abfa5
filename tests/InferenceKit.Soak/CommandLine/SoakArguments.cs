using System.Globalization;

namespace InferenceKit.Soak.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed record SoakArguments(TimeSpan Duration, int Seed, string? Folder)
{
    public const string Usage = "--minutes 10 [--seed N] [--out FOLDER]";

    public static SoakArguments Parse(ReadOnlySpan<string> args)
    {
        var (minutes, seed, folder) = (10.0, 1, (string?)null);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                throw new UsageException($"{args[i]} needs a value.");
            var value = args[i + 1];
            switch (args[i])
            {
                case "--minutes":
                    // Below that nothing is left to judge after the warm-up, and a day holds what weeks would show.
                    if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out minutes) || minutes is not (>= 0.5 and <= 10_000))
                        throw new UsageException($"--minutes is a number from 0.5 to 10000, and not '{value}'.");
                    break;
                case "--seed":
                    if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seed))
                        throw new UsageException($"--seed is a whole number, and not '{value}'.");
                    break;
                case "--out":
                    folder = value;
                    break;
                default:
                    throw new UsageException($"'{args[i]}' is unknown.");
            }
        }

        return new(TimeSpan.FromMinutes(minutes), seed, folder);
    }
}
