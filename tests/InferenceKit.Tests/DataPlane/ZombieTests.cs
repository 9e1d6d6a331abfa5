using InferenceKit.Serving;
using InferenceKit.Testing;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane;

/// <summary>Runs that were stopped and do not end.</summary>
public sealed class ZombieTests : IDisposable
{
    private static readonly ServingPolicy OneSecond = new() { Timeout = TimeSpan.FromSeconds(1), MaxZombieRuns = 2 };
    private readonly DataPlaneRig _rig = new(time: new FakeTimeProvider());
    private readonly RunGate _gate = new(2);
    private readonly FakeModel _model;
    private readonly List<IDisposable> _holds = [];

    public ZombieTests() => _model = _gate.Model;

    public void Dispose()
    {
        foreach (var hold in _holds) hold.Dispose();
        _rig.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_place_of_a_run_that_does_not_stop_is_given_to_others(bool ofValues)
    {
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        var old = version.Slots[0];
        var run = await MakeZombieAsync(version, ofValues);

        Assert.Equal((1, 0, 1), (version.Service.StuckRuns, version.InFlight, version.Slots.Length));
        Assert.NotSame(old, version.Slots[0]);
        Assert.Equal(10, (await _rig.Predictor.PredictAsync(5)).Value);
        Assert.False(version.IsOutOfService);

        run.Dispose();
        await Eventually.True(() => version.Service.StuckRuns == 0);
        Assert.False(old.TryRent());
        Assert.Equal(12, (await _rig.Predictor.PredictAsync(6)).Value);
        Assert.Single(version.Slots.ToArray());
    }

    [Fact]
    public async Task A_request_behind_a_run_that_does_not_stop_has_its_turn_without_it()
    {
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond with { Timeout = TimeSpan.FromSeconds(10) });
        var hold = Hold();
        var stuck = _rig.Predictor.TryPredictAsync(1, new() { Timeout = TimeSpan.FromSeconds(1) }).AsTask();
        await Eventually.True(() => _model.RunsStarted == 1);
        var waiting = _rig.Predictor.TryPredictAsync(7).AsTask();
        Assert.Equal(1, _rig.Waiting);
        LetOthersRun();

        _rig.Clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(InferenceError.DeadlineExceeded, (await stuck).Failure!.Error);
        Assert.Equal((0, 1), (version.Service.StuckRuns, _rig.Waiting));
        _rig.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(14, (await waiting).GetOrThrow().Value);
        Assert.Equal(1, version.Service.StuckRuns);
        hold.Dispose();
        await Eventually.True(() => version.Service.StuckRuns == 0);
    }

    [Fact]
    public async Task Its_thread_goes_back_to_the_budget_of_all_models()
    {
        using var rig = new DataPlaneRig(time: _rig.Time, threads: 1);
        var version = rig.Publish(_model, version: 1, concurrency: 2, onWorkers: true, policy: OneSecond);
        var run = await MakeZombieAsync(version, rig: rig);

        Assert.Equal(10, (await rig.Predictor.PredictAsync(5)).Value);
        run.Dispose();
        await Eventually.True(() => version.Service.StuckRuns == 0);
        Assert.Equal(12, (await rig.Predictor.PredictAsync(6)).Value);
    }

    [Fact]
    public async Task A_call_with_many_rows_is_let_go_and_its_place_given_to_others()
    {
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        var hold = Hold();
        var many = _rig.Predictor.PredictManyAsync(new float[3], new float[3]).AsTask();
        await Eventually.True(() => _model.RunsStarted == 1);
        LetOthersRun();
        await AdvanceAsync(TimeSpan.FromSeconds(2.5), () => version.Service.StuckRuns == 1);

        Assert.Equal(InferenceError.DeadlineExceeded, (await Assert.ThrowsAsync<InferenceException>(() => many)).Failure.Error);
        Assert.Equal(10, (await _rig.Predictor.PredictAsync(5)).Value);
        hold.Dispose();
        await Eventually.True(() => version.Service.StuckRuns == 0);
    }

    [Fact]
    public async Task A_caller_that_cancels_leaves_a_run_that_is_given_up_as_well()
    {
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: new() { Timeout = TimeSpan.FromHours(1) });
        Hold();
        using var cancellation = new CancellationTokenSource();
        var stuck = _rig.Predictor.TryPredictAsync(1, cancellationToken: cancellation.Token).AsTask();
        await Eventually.True(() => _model.RunsStarted == 1);
        await cancellation.CancelAsync();
        LetOthersRun();
        await AdvanceAsync(TimeSpan.FromSeconds(1.5), () => version.Service.StuckRuns == 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
        Assert.Equal(10, (await _rig.Predictor.PredictAsync(5)).Value);
    }

    [Fact]
    public async Task Too_many_take_the_version_out_of_service_until_one_ends()
    {
        var changes = 0;
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        version.Service.Changed = _ => changes++;
        await MakeZombieAsync(version);
        var second = await MakeZombieAsync(version);

        Assert.True(version.IsOutOfService);
        Assert.Equal((2, 1), (version.Service.StuckRuns, changes));
        foreach (var options in new InferenceRequestOptions?[] { null, new() { Version = "1" } })
        {
            var refused = (await _rig.Predictor.TryPredictAsync(1, options)).Failure!;
            Assert.Equal(InferenceError.ModelNotReady, refused.Error);
            Assert.Contains("doubler/1: it is out of service: 2 of its runs", refused.Message, StringComparison.Ordinal);
        }

        second.Dispose();
        await Eventually.True(() => !version.IsOutOfService);
        Assert.Equal(2, changes);
        Assert.Equal(10, (await _rig.Predictor.PredictAsync(5)).Value);
    }

    [Fact]
    public async Task Who_waits_when_the_version_goes_out_of_service_is_told()
    {
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond with { MaxZombieRuns = 1, Timeout = TimeSpan.FromSeconds(10) });
        Hold();
        var stuck = _rig.Predictor.TryPredictAsync(1, new() { Timeout = TimeSpan.FromSeconds(1) }).AsTask();
        await Eventually.True(() => _model.RunsStarted == 1);
        var waiting = _rig.Predictor.TryPredictAsync(7).AsTask();
        var named = _rig.Predictor.TryPredictAsync(7, new() { Version = "1" }).AsTask();
        await AdvanceAsync(TimeSpan.FromSeconds(2.5), () => version.IsOutOfService);

        Assert.Equal(InferenceError.DeadlineExceeded, (await stuck).Failure!.Error);
        Assert.Equal(InferenceError.ModelNotReady, (await waiting).Failure!.Error);
        Assert.Equal(InferenceError.ModelNotReady, (await named).Failure!.Error);
        Assert.Equal((1, 0), (_model.RunsStarted, _rig.Waiting));
    }

    [Fact]
    public async Task A_higher_limit_puts_the_version_back_into_service()
    {
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond with { MaxZombieRuns = 1 });
        await MakeZombieAsync(version);
        Assert.True(version.IsOutOfService);

        _rig.Serving.Publish(_rig.Registration, m => m with { Policy = OneSecond });

        Assert.False(version.IsOutOfService);
        Assert.Equal(10, (await _rig.Predictor.PredictAsync(5)).Value);
    }

    [Fact]
    public async Task A_version_with_one_drains_all_else_and_is_freed_only_when_it_ends()
    {
        var version = _rig.Publish(_model, version: 1, concurrency: 2, onWorkers: true, policy: OneSecond);
        var run = await MakeZombieAsync(version);
        _rig.Serving.Publish(_rig.Registration, m => m with { Primary = null, Versions = [] });

        var retired = DataPlaneRig.RetireAsync(version);
        await version.WhenOnlyStuckRunsAreLeft.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        Assert.False(retired.IsCompleted);
        Assert.Equal(1, _model.SessionsAlive);
        Assert.Null(version.TryRent());

        run.Dispose();
        await retired;
        Assert.Equal(0, _model.SessionsAlive);
    }

    [Fact]
    public async Task A_run_that_is_given_up_while_its_version_drains_gets_no_place_that_others_could_take()
    {
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        var hold = Hold();
        var stuck = _rig.Predictor.TryPredictAsync(1).AsTask();
        await Eventually.True(() => _model.RunsStarted == 1);
        _rig.Serving.Publish(_rig.Registration, m => m with { Primary = null, Versions = [] });
        var retired = DataPlaneRig.RetireAsync(version);
        Assert.False(version.WhenOnlyStuckRunsAreLeft.IsCompleted);

        await AdvanceAsync(TimeSpan.FromSeconds(2.5), () => version.Service.StuckRuns == 1);

        Assert.Equal(InferenceError.DeadlineExceeded, (await stuck).Failure!.Error);
        Assert.True(version.WhenOnlyStuckRunsAreLeft.IsCompleted);
        Assert.Null(version.TryRent());
        hold.Dispose();
        await retired;
    }

    [Fact]
    public async Task All_who_share_the_turn_of_a_run_that_does_not_stop_are_answered()
    {
        var codec = Codec.Create<float, float>((x, writer) => writer.Row<float>(0, [(int)x]).Fill(1), reader => reader.Row<float>(0)[0]);
        using var rig = new DataPlaneRig(time: _rig.Time, codec: codec);
        var session = new HeldSession(
            Sessions.TestModel.Load(OnnxModelBuilder.Create().Input("x", ElementType.Float32, "batch", "n").ReduceSum("x", "y").Output("y", ElementType.Float32, "batch", 1).Build()), width: 3);
        var three = new BatchingPolicy { Mode = BatchingMode.Fixed, MaxBatchSize = 3, MaxQueueDelay = TimeSpan.FromHours(1) };
        var version = rig.Publish(session, version: 1, concurrency: 1, onWorkers: true, policy: new() { Timeout = TimeSpan.FromHours(2), Batching = three });

        // Their shapes differ, so the turn has three runs: one that is over when the second does not stop, and one that never begins.
        var before = rig.Predictor.TryPredictAsync(2).AsTask();
        var stuck = rig.Predictor.TryPredictAsync(3, new() { Timeout = TimeSpan.FromSeconds(1) }).AsTask();
        var behind = rig.Predictor.TryPredictAsync(4).AsTask();
        var late = rig.Predictor.TryPredictAsync(5, new() { Timeout = TimeSpan.FromSeconds(2) }).AsTask();
        await Eventually.True(() => session.Held == 1);
        for (var i = 0; i < 25; i++) rig.Clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(2, (await before).GetOrThrow().Value);
        Assert.Equal(InferenceError.DeadlineExceeded, (await stuck).Failure!.Error);
        var failure = (await behind).Failure!;
        Assert.Equal((InferenceError.ExecutionFailed, true), (failure.Error, failure.IsTransient));
        Assert.Contains("the run before it was stopped and did not end", failure.Message, StringComparison.Ordinal);
        Assert.Equal(InferenceError.DeadlineExceeded, (await late).Failure!.Error);
        Assert.Equal(1, version.Service.StuckRuns);

        session.Release();
        await Eventually.True(() => version.Service.StuckRuns == 0);
        Task<PredictionResult<float>>[] next = [.. Enumerable.Range(3, 3).Select(x => rig.Predictor.TryPredictAsync(x).AsTask())];
        foreach (var (i, answer) in (await Task.WhenAll(next)).Index()) Assert.Equal(3 + i, answer.GetOrThrow().Value);
        rig.Serving.Publish(rig.Registration, m => m with { Primary = null, Versions = [] });
        await DataPlaneRig.RetireAsync(version);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_ends_at_the_moment_when_it_is_given_up_is_one_or_the_other(bool isDraining)
    {
        for (var i = 1; i <= 200; i++)
        {
            var version = _rig.Publish(_model, version: i, concurrency: 1, onWorkers: true, policy: OneSecond);
            using var hold = _gate.Hold();
            var runs = _model.RunsStarted;
            var stuck = _rig.Predictor.TryPredictAsync(1).AsTask();
            await Eventually.True(() => _model.RunsStarted == runs + 1);
            LetOthersRun();
            _rig.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(InferenceError.DeadlineExceeded, (await stuck).Failure!.Error);
            Task? retired = null;
            var retire = isDraining ? Task.Run(() => { Thread.SpinWait(i % 10 * 100); retired = DataPlaneRig.RetireAsync(version); }) : Task.CompletedTask;
            var end = Task.Run(() => { Thread.SpinWait(i % 10 * 100); hold.Dispose(); });
            _rig.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAll(end, retire);

            await Eventually.True(() => version.Service.StuckRuns == 0 && version.InFlight == 0);
            if (!isDraining) Assert.Equal(10, (await _rig.Predictor.PredictAsync(5)).Value);
            else await retired!.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task They_are_counted_and_so_are_runs_that_were_stopped()
    {
        using var zombies = new MetricCollector<int>(_rig.Meters, "InferenceKit", "inferencekit.run.zombies");
        using var stopped = new MetricCollector<long>(_rig.Meters, "InferenceKit", "inferencekit.run.stopped");
        var version = _rig.Publish(_model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        var run = await MakeZombieAsync(version);

        zombies.RecordObservableInstruments();
        stopped.RecordObservableInstruments();
        Assert.Equal(1, zombies.LastMeasurement!.Value);
        Assert.Equal("1", zombies.LastMeasurement.Tags["version"]);
        Assert.Equal(1, stopped.LastMeasurement!.Value);

        run.Dispose();
        await Eventually.True(() => version.Service.StuckRuns == 0);
        zombies.RecordObservableInstruments();
        Assert.Equal(0, zombies.LastMeasurement!.Value);
    }

    private IDisposable Hold()
    {
        var hold = _gate.Hold();
        _holds.Add(hold);
        return hold;
    }

    private void LetOthersRun() => _gate.LetOthersRun();

    private async Task<IDisposable> MakeZombieAsync(ServedVersion version, bool ofValues = false, DataPlaneRig? rig = null)
    {
        rig ??= _rig;
        var (runs, before) = (_model.RunsStarted, version.Service.StuckRuns);
        var hold = Hold();
        var stuck = ofValues
            ? rig.Client.InferAsync(new(DataPlaneRig.Model, new NamedValue("x", TensorValue.Own(new Owner(), 1, 1)))).AsTask()
            : (Task)rig.Predictor.TryPredictAsync(1).AsTask();
        await Eventually.True(() => _model.RunsStarted == runs + 1);
        LetOthersRun();
        await AdvanceAsync(TimeSpan.FromSeconds(2.5), () => version.Service.StuckRuns == before + 1);
        if (ofValues) Assert.Equal(InferenceError.DeadlineExceeded, (await Assert.ThrowsAsync<InferenceException>(() => stuck)).Failure.Error);
        else Assert.Equal(InferenceError.DeadlineExceeded, (await (Task<PredictionResult<float>>)stuck).Failure!.Error);
        return hold;
    }

    // The scanner's next look is asked for from within its last.
    private async Task AdvanceAsync(TimeSpan time, Func<bool> until)
    {
        for (var gone = TimeSpan.Zero; gone < time; gone += TimeSpan.FromMilliseconds(100)) _rig.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.True(until);
    }

    private sealed class Owner : System.Buffers.IMemoryOwner<float>
    {
        public Memory<float> Memory { get; } = new float[1];

        public void Dispose()
        {
        }
    }
}
