using InferenceKit.Benchmarks.Inspecting;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What the library adds to a model that somebody brought along.</summary>
internal sealed class UserModelScenario(string path, IReadOnlyDictionary<string, long> sizes)
{
    private const int Rows = 256;
    private const int AllocationCalls = 2_000;

    public async Task<IReadOnlyList<ReportLine>> RunAsync(IKit kit, Effort effort)
    {
        var name = ModelReader.NameOf(path);
        using var raw = new UserSession(path, sizes);
        var rows = UserRows.Draw(Rows, raw.Inputs);
        using var baseline = new UserBoundLoop(raw, rows);
        await using var host = await kit.StartAsync(path, new UserCodec(raw.Inputs, raw.ScoreOutput));
        var subject = host.PredictOne(rows);
        Agreement.Check(subject, baseline, rows.Length);

        var sampling = effort.Share(1, TimeSpan.FromMilliseconds(20));
        var pairs = LoopComparison.Measure(subject, baseline, sampling)
            .Select(p => new Pair(p.Subject / 1000, p.Baseline / 1000)).ToArray();
        return
        [
            ReportLine.Of(name, "time per call against a reused binding", "us", pairs, Target.AddedAtMost(0.3, "us")),
            ReportLine.Of(
                name, "managed bytes per call", "B", Memory.ManagedBytesPerCall(subject, AllocationCalls),
                Memory.ManagedBytesPerCall(baseline, AllocationCalls), Target.None),
        ];
    }
}
