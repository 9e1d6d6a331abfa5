using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>
/// Many threads whose requests share runs of a real model, which fails a whole run for one bad row: what befalls a request has its reason in
/// the request itself, and in no other one.
/// </summary>
public sealed class OwnOutcomeTests
{
    private const int Callers = 16, Requests = 150;

    private enum Kind
    {
        Plain,
        Bad,
        Hurried,
        Cancelled,
        BadAndHurried,
    }

    [Theory]
    [InlineData(1, BatchingMode.Auto)]
    [InlineData(2, BatchingMode.Auto)]
    [InlineData(3, BatchingMode.Fixed)]
    [InlineData(4, BatchingMode.Fixed)]
    [InlineData(5, BatchingMode.Off)]
    public async Task A_failure_an_expiry_or_a_cancellation_concerns_its_own_request_alone(int seed, BatchingMode mode)
    {
        await using var host = await PublicHost.StartAsync(OnnxModels.FailsWhenNegative(), Codec.Scalar<float, float>(), o =>
        {
            o.Batching.Mode = mode;
            o.Execution.MaxConcurrency = 2;
        });
        // Some runs take a while: requests pile up behind them, and expire and are cancelled while they run.
        using var delay = host.Faults.Add(new() { Kind = FaultKind.Delay, Delay = TimeSpan.FromMilliseconds(2), Rate = 0.2 });

        var callers = Enumerable.Range(0, Callers).Select(i => Task.Factory.StartNew(
            () => CallAsync(host, new Random(seed * 1000 + i)).GetAwaiter().GetResult(), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        var counts = await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(60));
        foreach (var kind in Enum.GetValues<Kind>()) Assert.True(counts.Sum(c => c[(int)kind]) > 0, $"There was no request of the kind {kind}.");
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Fixed)]
    [InlineData(BatchingMode.Off)]
    public async Task A_cancellation_that_comes_as_its_answer_does_reaches_no_later_request(BatchingMode mode)
    {
        await using var host = await PublicHost.StartAsync(OnnxModels.RowSum(1), Codec.Scalar<float, float>(), o =>
        {
            o.Batching.Mode = mode;
            o.Batching.MaxQueueDelay = TimeSpan.Zero;
            o.Execution.MaxConcurrency = 1;
        });
        var predictor = host.Predictor<float[], float>();
        using var never = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        var cancelled = 0;
        // Each cancels when its answer is about to come, at another moment every time, and then at once sends another.
        var cancelling = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            for (var call = 0; !stop.IsCancellationRequested; call++)
            {
                using var own = new CancellationTokenSource();
                var answer = predictor.TryPredictAsync([call], cancellationToken: own.Token).AsTask();
                Thread.SpinWait(call * 7 % 400);
                var cancellation = own.CancelAsync();
                try
                {
                    Assert.Equal(call, (await answer).GetOrThrow().Value);
                }
                catch (OperationCanceledException e)
                {
                    Assert.Equal(own.Token, e.CancellationToken);
                    Interlocked.Increment(ref cancelled);
                }
                await cancellation;
            }
        })).ToArray();
        // These never cancel: with a token that could, and without one.
        var steady = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var call = 0; call < 2_000; call++)
            {
                var token = i % 2 == 0 ? never.Token : CancellationToken.None;
                Assert.Equal(call, (await predictor.PredictAsync([call], cancellationToken: token)).Value);
            }
        })).ToArray();

        var ended = Task.WhenAll(steady);
        try
        {
            await ended.WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            await stop.CancelAsync();
        }
        await Task.WhenAll(cancelling).WaitAsync(PublicHost.Limit);
    }

    private static async Task<int[]> CallAsync(PublicHost host, Random random)
    {
        var counts = new int[Enum.GetValues<Kind>().Length];
        for (var i = 0; i < Requests; i++)
        {
            var kind = random.Next(10) switch { 0 => Kind.Bad, 1 => Kind.Hurried, 2 => Kind.Cancelled, 3 => Kind.BadAndHurried, _ => Kind.Plain };
            await OneAsync(host, random, kind);
            counts[(int)kind]++;
        }
        return counts;
    }

    private static async Task OneAsync(PublicHost host, Random random, Kind kind)
    {
        var options = new InferenceRequestOptions { Timeout = kind is Kind.Hurried or Kind.BadAndHurried ? TimeSpan.FromMilliseconds(random.Next(1, 5)) : TimeSpan.FromMinutes(1) };
        using var own = new CancellationTokenSource();
        float[] inputs = [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(1, 6) : 1).Select(_ => (float)random.Next(1, 1 << 20))];
        var isBad = kind is Kind.Bad or Kind.BadAndHurried;
        if (isBad) inputs[random.Next(inputs.Length)] = -1;
        try
        {
            var answer = SendAsync(host, inputs, options, typed: random.Next(2) == 0, own.Token);
            if (kind == Kind.Cancelled)
            {
                Thread.SpinWait(random.Next(20_000));
                await own.CancelAsync();
            }
            var outputs = await answer;
            Assert.False(isBad);
            Assert.Equal(inputs, outputs);
        }
        catch (OperationCanceledException e)
        {
            Assert.Equal(Kind.Cancelled, kind);
            Assert.Equal(own.Token, e.CancellationToken);
        }
        catch (InferenceException e)
        {
            var isExpected = e.Failure.Error switch
            {
                InferenceError.ExecutionFailed => isBad,
                InferenceError.DeadlineExceeded => kind is Kind.Hurried or Kind.BadAndHurried,
                _ => false,
            };
            Assert.True(isExpected, $"A request of the kind {kind} failed: {e.Message}");
        }
    }

    private static async Task<float[]> SendAsync(PublicHost host, float[] inputs, InferenceRequestOptions options, bool typed, CancellationToken token)
    {
        if (typed && inputs.Length == 1) return [(await host.Predictor<float[], float>().PredictAsync(inputs, options, token)).Value];
        var request = new InferenceRequest(PublicHost.Model, new NamedValue("x", TensorValue.Copy(inputs, inputs.Length, 1))) { Options = options };
        using var response = await host.Client.InferAsync(request, token);
        return response["y"].AsTensor().AsSpan<float>().ToArray();
    }
}
