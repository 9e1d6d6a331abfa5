using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Models;

/// <summary>A model of any inputs that many callers call, one row each.</summary>
/// <param name="Name">As a report names it.</param>
/// <param name="Path">The file.</param>
/// <param name="ScoreOutput">The output whose first value is a row's score; null for the first of numbers.</param>
/// <param name="Distribution">Where the values of its one input of floats come from; null for made-up rows of any inputs.</param>
internal sealed record TrafficModel(string Name, string Path, string? ScoreOutput = null, RowDistribution? Distribution = null)
{
    /// <summary>Sizes of dynamic dimensions by their name in the model.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    public static TrafficModel Of(BenchmarkModel model) => new(model.Name, model.Path, model.ScoreOutput, model.Distribution);

    public UserSession Open(bool useArena = true, int threads = 1) => new(Path, Sizes, ScoreOutput, useArena, threads);

    public ScoredRows DrawRows(UserSession session) => ScoredRows.Of(session, Distribution);

    public ScoredRows DrawRows()
    {
        using var session = Open();
        return DrawRows(session);
    }
}
