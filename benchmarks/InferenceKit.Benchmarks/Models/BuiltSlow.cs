using System.Globalization;
using System.Runtime.InteropServices;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;
using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Models;

/// <summary>A model whose runs take about as long as is asked for, on this machine.</summary>
internal static class BuiltSlow
{
    private const int TrialTrips = 200;
    private const int TrialRuns = 9;
    private const int Count = 32;

    public static (TrafficModel Model, ScoredRows Rows) Get(ModelShelf shelf, TimeSpan run)
    {
        using var trial = Of(shelf, TrialTrips).Open();
        using var loop = new UserBoundLoop(trial, Rows());
        var times = new double[TrialRuns];
        for (var i = 0; i < TrialRuns; i++)
        {
            var began = Ticks.Now;
            loop.Run(1);
            times[i] = Ticks.ToSeconds(Ticks.Now - began);
        }

        var trips = Math.Max(1, (int)(TrialTrips * run.TotalSeconds / Median.Of(times)));
        return (Of(shelf, trips), ScoredRows.Of(Rows(), [.. Enumerable.Range(0, Count).Select(i => (float)i + trips)]));
    }

    private static TrafficModel Of(ModelShelf shelf, int trips) =>
        new("built-slow", shelf.Keep(string.Create(CultureInfo.InvariantCulture, $"slow-{trips}.onnx"), () => OnnxModels.SlowLoop(trips)));

    private static UserRow[] Rows() =>
        [.. Enumerable.Range(0, Count).Select(i => new UserRow([MemoryMarshal.AsBytes<float>(new[] { (float)i }).ToArray()]))];
}
