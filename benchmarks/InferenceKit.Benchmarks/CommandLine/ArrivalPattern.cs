using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>How the requests of an open loop come.</summary>
/// <param name="Text">As it was asked for.</param>
/// <param name="Schedule">From rate, duration and seed.</param>
internal sealed record ArrivalPattern(string Text, Func<double, TimeSpan, int, ArrivalSchedule> Schedule)
{
    private const string GammaPrefix = "gamma:";

    public static ArrivalPattern Poisson { get; } = new("poisson", ArrivalSchedule.Poisson);

    /// <exception cref="UsageException">There is no such pattern.</exception>
    public static ArrivalPattern Parse(string text)
    {
        if (text.StartsWith(GammaPrefix, StringComparison.Ordinal))
        {
            var variation = PositiveNumber.Parse("gamma", text[GammaPrefix.Length..]);
            return new(text, (rate, duration, seed) => ArrivalSchedule.Gamma(rate, variation, duration, seed));
        }

        return text switch
        {
            "poisson" => Poisson,
            "diurnal" => new(text, ArrivalSchedule.Diurnal),
            _ => throw new UsageException($"--arrivals needs poisson, gamma:CV or diurnal, not '{text}'."),
        };
    }
}
