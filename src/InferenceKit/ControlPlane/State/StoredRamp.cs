using System.Text.Json.Serialization;

namespace InferenceKit.ControlPlane.State;

/// <summary>Weights on their way, step by step; any host takes the next step when it is due. Immutable.</summary>
internal sealed record StoredRamp
{
    /// <summary>Where each variant began, in percent.</summary>
    public SortedDictionary<string, double> From { get; init; } = [];

    /// <summary>Where each variant goes, in percent.</summary>
    public SortedDictionary<string, double> To { get; init; } = [];

    /// <summary>When the first step was taken.</summary>
    public DateTimeOffset Start { get; init; }

    public TimeSpan Interval { get; init; }

    /// <summary>Steps in all.</summary>
    public int Steps { get; init; }

    /// <summary>Steps taken.</summary>
    public int Taken { get; init; }

    /// <summary>The person or process that asked for it.</summary>
    public string By { get; init; } = "";

    /// <summary>When the next step is due.</summary>
    [JsonIgnore]
    public DateTimeOffset Due => Start + Taken * Interval;

    /// <summary>The weights after so many steps.</summary>
    public IEnumerable<KeyValuePair<string, double>> WeightsAfter(int steps) =>
        To.Select(to => KeyValuePair.Create(to.Key, steps >= Steps ? to.Value : Between(From.GetValueOrDefault(to.Key), to.Value, steps)));

    // Rounded to a slot of 0.01 percent: more digits have no effect, and are harder to read.
    private double Between(double from, double to, int steps) => Math.Round(from + (to - from) * steps / Steps, 2);
}
