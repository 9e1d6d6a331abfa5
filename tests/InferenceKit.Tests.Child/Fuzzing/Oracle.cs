using System.Collections.Concurrent;
using InferenceKit.Testing.Conformance;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>What ONNX Runtime itself answers to the samples of a scenario, version by version. Thread-safe.</summary>
internal sealed class Oracle : IDisposable
{
    private readonly FuzzScenario _scenario;
    private readonly RawModel[] _models;
    private readonly ConcurrentDictionary<(int Version, bool IsRow, int Sample), Lazy<RawAnswer>> _answers = new();

    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">A random graph that is no model.</exception>
    public Oracle(FuzzScenario scenario)
    {
        _scenario = scenario;
        _models = new RawModel[scenario.Versions.Length];
        try
        {
            for (var i = 0; i < _models.Length; i++) _models[i] = new(scenario.Versions[i].Onnx);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Versions => _models.Length;

    /// <param name="version">The version, from 1.</param>
    /// <param name="isRow">Whether it is a row of the codec's, or a request on values.</param>
    /// <param name="sample">Its number.</param>
    public RawAnswer Answer(int version, bool isRow, int sample) =>
        _answers.GetOrAdd((version, isRow, sample), key => new(() => _models[key.Version - 1].Run((key.IsRow ? _scenario.Rows : _scenario.Requests)[key.Sample]))).Value;

    public void Dispose()
    {
        foreach (var model in _models) model?.Dispose();
    }
}
