using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Tests.Baselines;

public sealed class PolicyTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private static readonly Dictionary<string, Func<UserSession, UserRow[], IBatchPolicy>> Policies = new()
    {
        ["semaphore"] = (session, rows) => new SemaphorePolicy(session, rows, 2),
        ["channel"] = (session, rows) => new ChannelPolicy(session, rows, 8, Millisecond),
        ["Triton"] = (session, rows) => new TritonPolicy(session, rows, new(8, Millisecond, 2, [4])),
        ["TensorFlow Serving"] = (session, rows) => new TensorFlowServingPolicy(session, rows, new(8, Millisecond, 2)),
    };

    public static TheoryData<string> Names { get; } = [.. Policies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_caller_gets_the_score_of_its_own_row(string name)
    {
        using var shelf = new ModelShelf();
        var model = TrafficModel.Of(shelf.Build(ModelRole.SmallBoostedTrees, seed: 3));
        using var session = model.Open();
        var rows = model.DrawRows(session);
        await using var policy = Policies[name](session, rows.Rows);
        var traffic = new ClosedTraffic(PolicyClient.Serve(policy, rows).CreateCallers(20));

        var sample = await traffic.MeasureAsync(TimeSpan.Zero, TimeSpan.FromMilliseconds(300));

        Assert.True(sample.Calls > 0);
        Assert.Equal(0, traffic.Tally.NotAnswered);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_run_that_fails_is_an_answer_and_does_not_stop_the_policy(string name)
    {
        using var shelf = new ModelShelf();
        using var session = BuiltPoison.Get(shelf).Open();
        var rows = BuiltPoison.Rows(isPoisoned: true);
        await using var policy = Policies[name](session, rows.Rows);

        var failed = await policy.PredictAsync(0);
        var next = await policy.PredictAsync(1);

        Assert.Equal(CallOutcome.Failed, failed.Outcome);
        Assert.Equal(CallOutcome.Answered, next.Outcome);
        Assert.Equal(CallOutcome.Answered, rows.OutcomeOf(1, next.Score));
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        using var shelf = new ModelShelf();
        using var session = BuiltPoison.Get(shelf).Open();
        var rows = BuiltPoison.Rows(isPoisoned: false);

        // Nothing is taken before the delay is over, and that is long.
        var policy = new TritonPolicy(session, rows.Rows, new(8, TimeSpan.FromHours(1), 1, MaxQueueSize: 2));
        var first = policy.PredictAsync(0).AsTask();
        var second = policy.PredictAsync(1).AsTask();

        var third = await policy.PredictAsync(2);

        Assert.Equal(CallOutcome.Refused, third.Outcome);
        Assert.False(first.IsCompleted || second.IsCompleted);
    }
}
