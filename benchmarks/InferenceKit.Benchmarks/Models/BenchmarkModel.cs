namespace InferenceKit.Benchmarks.Models;

/// <summary>
/// A model a scenario runs on: one float input, and of its outputs the float one whose first value is a row's score.
/// Every side of a comparison reads the same rows and answers with that score.
/// </summary>
internal sealed record BenchmarkModel(string Name, string Path, string ScoreOutput, RowDistribution Distribution);
