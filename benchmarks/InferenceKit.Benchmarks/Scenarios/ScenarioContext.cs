using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What a scenario runs with.</summary>
internal sealed record ScenarioContext(IKit Kit, ModelShelf Models, Effort Effort)
{
    /// <summary>
    /// The models a scenario runs on: a quick report takes one, the real one where there is one;
    /// a full report takes the built and the real one.
    /// </summary>
    public IReadOnlyList<BenchmarkModel> ModelsFor(ModelRole role)
    {
        var models = Models.Of(role);
        return Effort.IsQuick ? [models[^1]] : models;
    }
}
