using System.Runtime.InteropServices;
using InferenceKit.Benchmarks.UserModels;
using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Models;

/// <summary>A model that sums a row, and that one row in a thousand makes fail, with all that share its run.</summary>
internal static class BuiltPoison
{
    private const int Width = 16;
    private const int Count = 1000;

    public static TrafficModel Get(ModelShelf shelf) => new("built-poison", shelf.Keep("poison.onnx", () => OnnxModels.FailsWhenNegative(Width)));

    /// <param name="isPoisoned">Whether the first row fails.</param>
    public static ScoredRows Rows(bool isPoisoned)
    {
        var rows = RowDistribution.Uniform(0, 1).Draw(Count, Width);
        var scores = rows.Select(r => r.Sum()).ToArray();
        if (isPoisoned)
        {
            Array.Fill(rows[0], -1);
            scores[0] = float.NaN;
        }

        return ScoredRows.Of([.. rows.Select(r => new UserRow([MemoryMarshal.AsBytes(r.AsSpan()).ToArray()]))], scores);
    }
}
