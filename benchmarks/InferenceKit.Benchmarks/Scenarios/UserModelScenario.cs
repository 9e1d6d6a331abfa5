using InferenceKit.Benchmarks.Inspecting;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>What the library adds to a user's own model.</summary>
internal sealed class UserModelScenario(string path, IReadOnlyDictionary<string, long> sizes)
{
    private const int Rows = 64;

    /// <summary>How long the calls whose bytes are counted may take: a user's model may need a second for one.</summary>
    private static readonly TimeSpan Counting = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<ReportLine>> RunAsync(IKit kit, Effort effort)
    {
        var name = ModelReader.NameOf(path);
        using var raw = new UserSession(path, sizes);
        var rows = UserRows.Draw(Rows, raw.Inputs);
        using var baseline = new UserBoundLoop(raw, rows);
        await using var host = await kit.StartAsync(path, new UserCodec(raw.Inputs, raw.ScoreOutput));
        var subject = host.PredictOne(rows);
        SameAnswers.Check(subject, baseline, rows.Length);

        var sampling = effort.Share(1, TimeSpan.FromMilliseconds(20));
        var pairs = LoopComparison.MeasureMicroseconds(subject, baseline, sampling);
        var calls = (int)Math.Clamp(Counting.TotalMicroseconds / pairs.Max(p => p.Subject), 4, 2000);
        return
        [
            ReportLine.Of(name, "time per call against a reused binding", "us", pairs, Target.RatioOrAddedAtMost(1.03, 0.3, "us")),
            ReportLine.Of(
                name, "managed bytes per call", "B", Memory.ManagedBytesPerCall(subject, calls),
                Memory.ManagedBytesPerCall(baseline, calls), Target.None),
        ];
    }
}
