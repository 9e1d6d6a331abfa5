using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>A model as a scenario wants it served: its name there, and the version a swap alternates with.</summary>
internal sealed record HostedModel(string Name, BenchmarkModel Model, BenchmarkModel? Next = null, bool IsLoadedAtStart = true);
