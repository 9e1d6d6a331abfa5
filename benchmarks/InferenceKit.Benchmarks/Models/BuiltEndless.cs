using System.Runtime.InteropServices;
using InferenceKit.Benchmarks.UserModels;
using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Models;

/// <summary>A model that answers at once, except for one row in five, which never ends.</summary>
internal static class BuiltEndless
{
    public const int OneIn = 5;
    private const int Count = 500;

    public static (TrafficModel Model, ScoredRows Rows) Get(ModelShelf shelf)
    {
        var path = shelf.Keep("endless.onnx", () => OnnxModels.EndlessLoopWhenPositive());
        var values = Enumerable.Range(0, Count).Select(i => i % OneIn == 0 ? 1f : -i).ToArray();
        return (new("built-endless", path), ScoredRows.Of([.. values.Select(v => new UserRow([MemoryMarshal.AsBytes<float>(new[] { v }).ToArray()]))], values));
    }
}
