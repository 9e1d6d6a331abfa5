using System.Collections.Concurrent;
using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using InferenceKit.Testing;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>Requests that wait behind a run and then share the next.</summary>
public sealed class SharedRunTests
{
    private static readonly ServingPolicy Fixed = new() { Batching = new() { Mode = BatchingMode.Fixed, MaxQueueDelay = TimeSpan.Zero } };

    [Fact]
    public async Task What_waits_shares_the_next_run_and_the_answers_say_so()
    {
        using var rig = new DataPlaneRig();
        using var sizes = new MetricCollector<int>(rig.Meters, "InferenceKit", "inferencekit.batch.size");
        var model = DataPlaneRig.Times(2);
        var answers = await BehindARun(rig, model, [1, 2, 3, 4, 5], Fixed);

        Assert.Equal([2, 4, 6, 8, 10], answers.Select(a => a.GetOrThrow().Value));
        Assert.All(answers, a => Assert.Equal(5, a.GetOrThrow().Info.BatchSize));
        Assert.All(answers, a => Assert.True(a.GetOrThrow().Info.QueueTime > TimeSpan.Zero));
        Assert.Equal(5, answers.Select(a => a.GetOrThrow().Info.Id).Distinct().Count());
        Assert.Equal(2, model.RunsStarted);
        Assert.Equal([1, 5], sizes.GetMeasurementSnapshot().Select(m => m.Value));
    }

    [Fact]
    public async Task A_fixed_batch_waits_for_the_queue_delay_of_its_first_row_and_no_longer()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, policy: new() { Batching = new() { Mode = BatchingMode.Fixed, MaxQueueDelay = TimeSpan.FromMilliseconds(5) } });
        var first = rig.Predictor.PredictAsync(1).AsTask();
        rig.Clock.Advance(TimeSpan.FromMilliseconds(4));
        var second = rig.Predictor.PredictAsync(2).AsTask();
        Assert.Equal(0, model.RunsStarted);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((2, 4), ((await first).Value, (await second).Value));
        Assert.Equal((1, 2), (model.RunsStarted, (await first).Info.BatchSize));
    }

    [Fact]
    public async Task A_fixed_batch_that_is_full_does_not_wait()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        rig.Publish(DataPlaneRig.Times(2), version: 1, policy: new()
        {
            Batching = new() { Mode = BatchingMode.Fixed, MaxBatchSize = 3, MaxQueueDelay = TimeSpan.FromHours(1) },
        });
        var callers = Enumerable.Range(0, 3).Select(i => rig.Predictor.PredictAsync(i).AsTask()).ToArray();
        Assert.Equal([0f, 2, 4], (await Task.WhenAll(callers)).Select(p => p.Value));
    }

    // One run that blocked the way, the run of all, one for each eighth, and the two rows of that which failed; where the others have succeeded,
    // the last eighth is known to fail.
    [Theory]
    [InlineData(3, 1 + 1 + 8 + 2)]
    [InlineData(15, 1 + 1 + 7 + 2)]
    public async Task A_bad_row_fails_its_own_caller_alone_and_few_runs(int bad, int runs)
    {
        using var rig = new DataPlaneRig();
        var model = new FakeModel(1, 1, (x, y) => y[0] = x[0] != bad ? 2 * x[0] : throw new InvalidOperationException("bad"));
        var answers = await BehindARun(rig, model, Enumerable.Range(0, 16).Select(i => (float)i).ToArray(), Fixed);

        for (var i = 0; i < answers.Length; i++)
        {
            if (i == bad) Assert.Equal(InferenceError.ExecutionFailed, answers[i].Failure!.Error);
            else Assert.Equal(2f * i, answers[i].GetOrThrow().Value);
        }
        Assert.Equal(runs, model.RunsStarted);
    }

    [Fact]
    public async Task A_model_that_fails_whatever_it_is_given_is_taken_apart_once_and_then_runs_row_by_row()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        var auto = new ServingPolicy();
        var served = rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, auto);
        for (var i = 0; i < 30; i++) await rig.Predictor.PredictAsync(1);
        model.FailWith(new InvalidOperationException("broken"));
        var first = await BehindARun(rig, model, [1, 2, 3, 4], served);
        Assert.All(first, a => Assert.Equal(InferenceError.ExecutionFailed, a.Failure!.Error));
        var before = model.RunsStarted;
        var second = await BehindARun(rig, model, [1, 2, 3, 4], served);
        Assert.All(second, a => Assert.Equal(InferenceError.ExecutionFailed, a.Failure!.Error));
        Assert.Equal(5, model.RunsStarted - before);
    }

    [Fact]
    public void Higher_priority_goes_first_and_lower_ages()
    {
        var waiting = new WaitingRequests(frequency: 1000);
        QueuedRequest Came(long at, int priority)
        {
            var context = new RequestContext(at, new() { Priority = priority }, default);
            var request = new WaitingRequest { Context = context, QueuedAt = at };
            waiting.Add(request);
            return request;
        }
        // A level is worth 100 ms.
        var low = Came(0, 0);
        var high = Came(90, 1);
        var later = Came(110, 1);
        var highest = Came(350, 4);
        var order = new List<QueuedRequest>();
        while (waiting.First() is { } next)
        {
            order.Add(next);
            waiting.Remove(next);
        }
        Assert.Equal([highest, high, low, later], order);
    }

    [Fact]
    public async Task A_request_with_more_rows_than_a_run_may_have_runs_in_parts_and_is_one_answer()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, policy: new() { MaxRowsPerRun = 10 });
        var inputs = Enumerable.Range(0, 35).Select(i => (float)i).ToArray();

        using var response = await rig.Client.InferAsync(new(DataPlaneRig.Model, new NamedValue("x", TensorValue.Copy(inputs, 35, 1))));

        Assert.Equal([35, 1], response["y"].AsTensor().Shape.ToArray());
        Assert.Equal(inputs.Select(x => 2 * x), response["y"].AsTensor().AsSpan<float>().ToArray());
        Assert.Equal(4, model.RunsStarted);
    }

    [Fact]
    public async Task Requests_on_values_share_runs_with_typed_ones_and_give_their_memory_back()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, Fixed);
        var hold = model.Hold();
        var blocking = rig.Predictor.PredictAsync(0).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        var owner = new CountingOwner([10, 20, 30]);
        var values = rig.Client.InferAsync(new(DataPlaneRig.Model, new NamedValue("x", TensorValue.Own(owner, 3, 1)))).AsTask();
        var typed = rig.Predictor.PredictAsync(7).AsTask();
        hold.Dispose();

        using var response = await values;
        Assert.Equal([20f, 40, 60], response["y"].AsTensor().AsSpan<float>().ToArray());
        Assert.Equal(14, (await typed).Value);
        Assert.Equal(4, (await typed).Info.BatchSize);
        Assert.Equal(4, response.Info.BatchSize);
        Assert.Equal(1, owner.Disposals);
        await blocking;
        Assert.Equal(2, model.RunsStarted);
    }

    [Fact]
    public async Task A_caller_that_blocks_when_it_goes_on_stalls_no_other()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, policy: Fixed);
        var hold = model.Hold();
        using var release = new ManualResetEventSlim();
        var done = new ConcurrentBag<float>();
        var sent = 0;
        // More than there are threads at hand; each goes on inline, where its answer is given.
        var callers = Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            var answer = rig.Predictor.PredictAsync(i);
            Interlocked.Increment(ref sent);
            var value = (await answer).Value;
            if (i == 3) release.Wait(TestContext.Current.CancellationToken);
            done.Add(value);
        })).ToArray();
        await Eventually.True(() => Volatile.Read(ref sent) == 12);
        hold.Dispose();

        await Eventually.True(() => done.Count == 11);
        release.Set();
        await Task.WhenAll(callers);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => 2f * i), done.Order());
    }

    [Fact]
    public async Task Who_gives_up_during_a_shared_run_goes_at_once_and_the_run_goes_on_for_the_others()
    {
        using var rig = new DataPlaneRig();
        var gate = new RunGate(2);
        var model = gate.Model;
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, Fixed);
        var first = gate.Hold();
        var blocking = rig.Predictor.PredictAsync(0).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        using var cancellation = new CancellationTokenSource();
        var leaves = rig.Predictor.PredictAsync(1, cancellationToken: cancellation.Token).AsTask();
        var stays = rig.Predictor.PredictAsync(2).AsTask();
        var second = gate.Hold();
        first.Dispose();
        await Eventually.True(() => model.RunsStarted == 2);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.False(stays.IsCompleted);
        second.Dispose();
        Assert.Equal(4, (await stays).Value);
        await blocking;
        Assert.Equal(0, model.Terminations);
    }

    [Fact]
    public void Every_reason_has_a_name() => Assert.Equal(Enum.GetNames<ReleaseReason>().Length, ReleaseReasonNames.Count);

    private static Task<PredictionResult<float>[]> BehindARun(DataPlaneRig rig, FakeModel model, float[] inputs, ServingPolicy policy) =>
        BehindARun(rig, model, inputs, rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy));

    /// <summary>Sends them while a run goes on, so that they wait together.</summary>
    private static async Task<PredictionResult<float>[]> BehindARun(DataPlaneRig rig, FakeModel model, float[] inputs, ServedVersion version)
    {
        var hold = model.Hold();
        var started = model.RunsStarted;
        var blocking = rig.Predictor.TryPredictAsync(0).AsTask();
        await Eventually.True(() => model.RunsStarted == started + 1);
        var callers = inputs.Select(x => rig.Predictor.TryPredictAsync(x).AsTask()).ToArray();
        Assert.Equal(inputs.Length, version.Queue.Rows);
        hold.Dispose();
        await blocking;
        return await Task.WhenAll(callers);
    }

    private sealed class CountingOwner(float[] data) : System.Buffers.IMemoryOwner<float>
    {
        public int Disposals { get; private set; }

        public Memory<float> Memory => data;

        public void Dispose() => Disposals++;
    }
}
