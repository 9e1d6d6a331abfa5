using InferenceKit.Soak.Trends;

namespace InferenceKit.Soak.Measuring;

/// <summary>One thing over time.</summary>
/// <param name="name">What it is.</param>
/// <param name="unit">What it is counted in.</param>
/// <param name="floor">What counts as noise.</param>
internal sealed class Series(string name, string unit, NoiseFloor floor)
{
    public string Name => name;

    public string Unit => unit;

    public List<Sample> Samples { get; } = [];

    public void Add(double seconds, double value)
    {
        if (!double.IsNaN(value))
            Samples.Add(new(seconds, value));
    }

    public Trend Judge(TimeSpan warmUp) => Trend.Of(Samples.FindAll(sample => sample.Seconds >= warmUp.TotalSeconds), floor);
}
