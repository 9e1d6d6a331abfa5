using System.Runtime.InteropServices;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.UserModels;

/// <summary>
/// Distinct rows, and of each the score that it has when it runs by itself. Every answer under load is compared with it: rows that a policy
/// mixes up would otherwise look like throughput.
/// </summary>
internal sealed class ScoredRows
{
    private const int Most = 512;
    private const int Fewest = 32;

    /// <summary>Rows of images are few, so that they take no more memory than this.</summary>
    private const long MostBytes = 64 << 20;
    private const float Tolerance = 1e-3f;
    private readonly float[] _scores;

    private ScoredRows(UserRow[] rows, float[] scores) => (Rows, _scores) = (rows, scores);

    public UserRow[] Rows { get; }

    public int Count => Rows.Length;

    public static ScoredRows Of(UserSession session, RowDistribution? distribution = null)
    {
        var bytes = Math.Max(1, session.Inputs.Sum(i => (long)i.Bytes));
        var count = (int)Math.Clamp(MostBytes / bytes, Fewest, Most);
        var rows = distribution is null ? UserRows.Draw(count, session.Inputs) : Draw(distribution, count, session.Inputs[0]);
        using var loop = new UserBoundLoop(session, rows);
        return new(rows, [.. rows.Select(_ => (float)loop.Run(1))]);
    }

    /// <summary>As given, where the scores are known.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="scores">Their scores; NaN where a row must fail.</param>
    public static ScoredRows Of(UserRow[] rows, float[] scores) => new(rows, scores);

    public CallOutcome OutcomeOf(int row, float score)
    {
        var expected = _scores[row];
        return Math.Abs(score - expected) <= Tolerance * Math.Max(1, Math.Abs(expected)) ? CallOutcome.Answered : CallOutcome.Wrong;
    }

    public bool MustFail(int row) => float.IsNaN(_scores[row]);

    private static UserRow[] Draw(RowDistribution distribution, int count, UserInput input) =>
        [.. distribution.Draw(count, input.Bytes / sizeof(float)).Select(r => new UserRow([MemoryMarshal.AsBytes(r.AsSpan()).ToArray()]))];
}
