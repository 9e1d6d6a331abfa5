using System.Globalization;
using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Rows;

namespace InferenceKit.DataPlane.RowChecks;

/// <summary>
/// Runs live rows again, alone where they were in company and in company where they were alone, and compares. One thread at a time.
/// </summary>
internal sealed class RowCheck(RunExecutor executor, TimeProvider time)
{
    // Weak: a version that has gone is not kept.
    private readonly ConditionalWeakTable<ServedVersion, CollectedRows> _collected = [];

    public void Run(RowSample sample)
    {
        using var run = RowCheckRun.TryBegin(sample.Version, executor, time);
        // The version is leaving.
        if (run is null) return;
        if (sample.RowsOfRun > 1) CheckAlone(sample, run);
        else if (!sample.Version.Rows.MayShare && !sample.Version.Rows.NeverShares) Collect(sample, run);
    }

    /// <summary>Forgets rows that wait for others.</summary>
    public void Forget() => _collected.Clear();

    /// <summary>Rows that shared a run are to be answered alone as they were.</summary>
    private static void CheckAlone(RowSample sample, RowCheckRun run)
    {
        foreach (var row in sample.Rows)
        {
            if (!sample.Version.Rows.MayShare) return;
            var alone = run.TryRun([row.Inputs]);
            if (run.HasOtherLength) sample.Version.Rows.End("an output of a live row alone came with another first dimension than 1");
            if (alone is null || RowComparison.FindDifference(alone[0], row.Outputs) is not (>= 0 and var output)) continue;
            // A model that answers one row in two ways says nothing of rows.
            if (run.TryRun([row.Inputs]) is not { } again || RowComparison.FindDifference(alone[0], again[0]) >= 0) continue;
            sample.Version.Rows.End(Describe(sample.Version, output, sample.RowsOfRun));
            return;
        }
    }

    /// <summary>Rows that ran alone run together, once there are enough.</summary>
    private void Collect(RowSample sample, RowCheckRun run)
    {
        var collected = _collected.GetValue(sample.Version, static _ => new());
        foreach (var row in sample.Rows) collected.Add(row);
        if (!collected.IsFull) return;
        var rows = collected.Take();
        foreach (var group in CollectedRows.Groups)
        {
            var members = Array.ConvertAll(group, i => rows[i]);
            if (run.TryRun(Array.ConvertAll(members, row => row.Inputs)) is not { } together)
            {
                // Rows that ran alone and do not run together cannot share; what was stopped or had no memory shows nothing.
                if (run.IsRefused || run.HasOtherLength) sample.Version.Rows.End(string.Create(CultureInfo.InvariantCulture, $"a run of {members.Length} live rows {(run.IsRefused ? "failed" : "had an output of another length")}, and each of them succeeded alone"));
                return;
            }
            for (var i = 0; i < members.Length; i++)
            {
                if (RowComparison.FindDifference(members[i].Outputs, together[i]) is not (>= 0 and var output)) continue;
                if (run.TryRun([members[i].Inputs]) is not { } again || RowComparison.FindDifference(members[i].Outputs, again[0]) >= 0) return;
                sample.Version.Rows.End(Describe(sample.Version, output, members.Length));
                return;
            }
        }
        sample.Version.Rows.Begin();
    }

    private static string Describe(ServedVersion version, int output, int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"output '{version.OutputNames[output]}' of a live row differed between a run of {rows} rows and a run of the row alone");
}
