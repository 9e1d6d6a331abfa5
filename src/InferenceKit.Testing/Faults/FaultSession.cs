using System.Numerics;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Testing.Faults;

/// <summary>A session whose runs can be made to fail once it serves.</summary>
internal sealed class FaultSession(ModelSession session, ModelId model, FaultInjector faults, TimeProvider time) : ModelSession
{
    private readonly RunOutcome _failure = FaultOutcomes.Failure();
    private volatile bool _serves;

    public override ModelSignature Signature => session.Signature;

    public override bool AllocatesFromArena => session.AllocatesFromArena;

    public override void UseOneRowPerRun() => session.UseOneRowPerRun();

    public override void UseRuntimeOutputs() => session.UseRuntimeOutputs();

    public override void BeginServing()
    {
        session.BeginServing();
        _serves = true;
    }

    public override RowBatch CreateRows(int capacity)
    {
        var rows = session.CreateRows(capacity);
        rows.StopSignal = new();
        return rows;
    }

    public override ValueBatch CreateValues() => new FaultValueBatch(session.CreateValues(), faults);

    public override ValueTask<RunOutcome> RunAsync(RunBatch batch, CancellationToken cancellationToken)
    {
        var rules = faults.OfRuns;
        // The load measures run times and compares rows. Faults there would change how the version is served, by chance.
        if (rules.Length == 0 || !_serves) return RunInnerAsync(batch, cancellationToken);
        var hits = Decide(rules);
        return hits == 0 ? RunInnerAsync(batch, cancellationToken) : RunWithFaults(rules, hits, batch, cancellationToken);
    }

    public override void Dispose() => session.Dispose();

    private ValueTask<RunOutcome> RunInnerAsync(RunBatch batch, CancellationToken cancellationToken) =>
        session.RunAsync(batch is FaultValueBatch values ? values.Inner : batch, cancellationToken);

    /// <summary>All rules decide before any of them acts: the decisions of one rule must not change those of another.</summary>
    /// <returns>A bit for each rule that strikes; there are no more than 64.</returns>
    private ulong Decide(ActiveFault[] rules)
    {
        var hits = 0UL;
        for (var i = 0; i < rules.Length; i++)
            if (rules[i].Covers(model.Name, model.Version) && rules[i].Decide()) hits |= 1UL << i;
        return hits;
    }

    private ValueTask<RunOutcome> RunWithFaults(ActiveFault[] rules, ulong hits, RunBatch batch, CancellationToken cancellationToken)
    {
        var kinds = 0;
        for (; hits != 0; hits &= hits - 1)
        {
            var rule = rules[BitOperations.TrailingZeroCount(hits)];
            kinds |= 1 << (int)rule.Kind;
            if (rule.Kind is not (FaultKind.Delay or FaultKind.Hang)) continue;
            faults.Count(rule.Kind);
            FaultPause.Wait(rule, batch.StopSignal!, time);
            if (batch.StopSignal!.IsSet) return new(FaultOutcomes.Terminated);
        }
        if (Has(kinds, FaultKind.Throw))
        {
            faults.Count(FaultKind.Throw);
            return new(_failure);
        }
        var run = RunInnerAsync(batch, cancellationToken);
        return run.IsCompletedSuccessfully ? new(Spoil(run.Result, kinds, batch)) : SpoilLaterAsync(run, kinds, batch);
    }

    private async ValueTask<RunOutcome> SpoilLaterAsync(ValueTask<RunOutcome> run, int kinds, RunBatch batch) =>
        Spoil(await run.ConfigureAwait(false), kinds, batch);

    private RunOutcome Spoil(RunOutcome outcome, int kinds, RunBatch batch)
    {
        if (outcome.Status != RunStatus.Completed) return outcome;
        if (Has(kinds, FaultKind.WrongShape) && session.Signature.Outputs.Count > 0)
        {
            faults.Count(FaultKind.WrongShape);
            return FaultOutcomes.WrongShape(session.Signature.Outputs[0], batch is RowBatch { Rows: var rows } ? rows : 1);
        }
        if (!Has(kinds, FaultKind.NotANumber)) return outcome;
        if (batch is FaultValueBatch values) values.IsNotANumber = true;
        else if (NotANumber.Fill((RowBatch)batch)) faults.Count(FaultKind.NotANumber);
        return outcome;
    }

    private static bool Has(int kinds, FaultKind kind) => (kinds & (1 << (int)kind)) != 0;
}
