using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane.Execution;

/// <summary>A call with many rows beside single requests, where one run at a time is all that there is.</summary>
public sealed class ManyBesideTests
{
    private const int RowsPerRun = 8;

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Fixed)]
    [InlineData(BatchingMode.Off)]
    public async Task Single_requests_are_answered_between_the_runs_of_many_rows(BatchingMode mode)
    {
        const int Rows = 20_000, Singles = 10;
        var decoded = 0;
        await using var host = await StartAsync(OnnxModels.SlowLoop(1, work: 192), mode, onDecode: () => Interlocked.Increment(ref decoded));
        var predictor = host.Predictor<float, float>();
        using var own = new CancellationTokenSource();
        var outputs = new float[Rows];
        var many = Task.Run(async () => await predictor.PredictManyAsync(Numbers(Rows), outputs, Patient, own.Token), TestContext.Current.CancellationToken);
        await Eventually.True(() => Volatile.Read(ref decoded) > 0, seconds: 30);

        for (var i = 0; i < Singles; i++)
        {
            var single = Task.Run(async () => (await predictor.PredictAsync(i, Patient)).Value, TestContext.Current.CancellationToken);
            Assert.Equal(i + 1, await single.WaitAsync(TimeSpan.FromMinutes(1)));
        }

        // All rows are 2,500 runs; the single requests need few of them to be over.
        Assert.False(many.IsCompleted, "The single requests waited until all rows were done.");
        Assert.InRange(Volatile.Read(ref decoded), 0, Rows / 2);
        await own.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => many.WaitAsync(PublicHost.Limit));
        Assert.Equal(own.Token, thrown.CancellationToken);
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Off)]
    public async Task Two_calls_of_many_rows_and_single_requests_each_get_their_own_answers(BatchingMode mode)
    {
        await using var host = await StartAsync(OnnxModels.SlowLoop(1), mode);
        var predictor = host.Predictor<float, float>();
        var calls = Enumerable.Range(0, 3).Select(call => Task.Run(async () =>
        {
            var inputs = Numbers(500 + call).Select(x => x + 1_000 * call).ToArray();
            var outputs = new float[inputs.Length];
            await predictor.PredictManyAsync(inputs, outputs, Patient);
            Assert.Equal(inputs.Select(x => x + 1), outputs);
        })).ToArray();
        for (var i = 0; i < 50; i++) Assert.Equal(5_001f + i, (await predictor.PredictAsync(5_000 + i, Patient)).Value);
        await Task.WhenAll(calls).WaitAsync(PublicHost.Limit);
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Off)]
    public async Task Many_rows_expire_and_the_concurrency_slot_comes_back(BatchingMode mode)
    {
        await using var host = await StartAsync(OnnxModels.SlowLoop(1, work: 192), mode);
        var predictor = host.Predictor<float, float>();

        var thrown = await Assert.ThrowsAsync<InferenceException>(() => predictor
            .PredictManyAsync(Numbers(100_000), new float[100_000], new() { Timeout = TimeSpan.FromMilliseconds(300) }).AsTask().WaitAsync(PublicHost.Limit));

        Assert.Equal(InferenceError.DeadlineExceeded, thrown.Failure.Error);
        Assert.Equal(8, (await predictor.PredictAsync(7, Patient).AsTask().WaitAsync(PublicHost.Limit)).Value);
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Off)]
    public async Task Many_rows_that_wait_for_the_concurrency_slot_are_cancelled_and_expire_there(BatchingMode mode)
    {
        await using var host = await StartAsync(OnnxModels.SlowLoop(1), mode);
        var predictor = host.Predictor<float, float>();
        using var own = new CancellationTokenSource();
        var hold = host.Hold("1");
        try
        {
            var running = Task.Run(async () => (await predictor.PredictAsync(1, Patient)).Value, TestContext.Current.CancellationToken);
            await Eventually.True(() => host.Faults.Injected(FaultKind.Hang) == 1, seconds: 30);
            var cancelled = Task.Run(async () => await predictor.PredictManyAsync(Numbers(100), new float[100], Patient, own.Token), TestContext.Current.CancellationToken);
            var expired = Task.Run(async () => await predictor.PredictManyAsync(Numbers(100), new float[100], new() { Timeout = TimeSpan.FromMilliseconds(100) }), TestContext.Current.CancellationToken);

            Assert.Equal(InferenceError.DeadlineExceeded, (await Assert.ThrowsAsync<InferenceException>(() => expired.WaitAsync(PublicHost.Limit))).Failure.Error);
            await own.CancelAsync();
            Assert.Equal(own.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(PublicHost.Limit))).CancellationToken);
            hold.Dispose();
            Assert.Equal(2, await running.WaitAsync(PublicHost.Limit));
        }
        finally
        {
            hold.Dispose();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(123)]
    [InlineData(199)]
    public async Task A_row_that_fails_in_its_run_is_named_by_its_place_among_all_rows(int bad)
    {
        await using var host = await StartAsync(OnnxModels.FailsWhenNegative(), BatchingMode.Auto);
        var predictor = host.Predictor<float, float>();
        var inputs = Numbers(200);
        inputs[bad] = -1;

        var thrown = await Assert.ThrowsAsync<InferenceException>(() => predictor.PredictManyAsync(inputs, new float[200], Patient).AsTask().WaitAsync(PublicHost.Limit));

        Assert.Equal(InferenceError.ExecutionFailed, thrown.Failure.Error);
        Assert.Contains($"Row {bad}:", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(5, (await predictor.PredictAsync(5, Patient)).Value);
    }

    private static readonly InferenceRequestOptions Patient = new() { Timeout = TimeSpan.FromMinutes(5) };

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (float)i)];

    private static Task<PublicHost> StartAsync(byte[] model, BatchingMode mode, Action? onDecode = null) =>
        PublicHost.StartAsync(model, new ScalarCodec(onDecode: _ => onDecode?.Invoke()), o =>
        {
            o.Batching.Mode = mode;
            o.Batching.MaxRowsPerRun = RowsPerRun;
            o.Execution.MaxConcurrency = 1;
            o.Resilience.Timeout = Timeout.InfiniteTimeSpan;
        });
}
