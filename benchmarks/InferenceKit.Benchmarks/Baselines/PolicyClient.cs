using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Calls a baseline.</summary>
internal readonly struct PolicyClient(IBatchPolicy policy, ScoredRows rows) : IRowClient<PolicyAnswer>
{
    public int Rows => rows.Count;

    public static IServedModel Serve(IBatchPolicy policy, ScoredRows rows) => new ServedModel<PolicyClient, PolicyAnswer>(new(policy, rows));

    public ValueTask<PolicyAnswer> CallAsync(int row) => policy.PredictAsync(row);

    public CallOutcome OutcomeOf(in PolicyAnswer answer, int row) =>
        answer.Outcome == CallOutcome.Answered ? rows.OutcomeOf(row, answer.Score) : answer.Outcome;
}
