using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane.Progress;

/// <summary>Callers that block where they go on after their answer, in a host that had nothing to do before.</summary>
public sealed class BlockingContinuationTests
{
    private const int Hosts = 20, WarmUpRounds = 50, Callers = 12;

    [Fact]
    public async Task A_caller_that_blocks_after_a_time_without_requests_holds_up_no_other_answer()
    {
        var hosts = new List<PublicHost>();
        try
        {
            for (var i = 0; i < Hosts; i++)
            {
                hosts.Add(await StartAsync());
                // Answers of runs that have become fast are given in another way than those of the first runs.
                for (var round = 0; round < WarmUpRounds; round++) Assert.Equal(Callers - 1, await RoundAsync(hosts[i], doesBlock: false));
            }
            // What watches over answers may rest meanwhile; it must be awake again for the first requests.
            await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
            var held = new List<string>();
            for (var i = 0; i < Hosts; i++)
            {
                var answered = await RoundAsync(hosts[i], doesBlock: true);
                if (answered != Callers - 1) held.Add($"host {i}: {answered}");
            }
            Assert.True(held.Count == 0, $"Of {Callers - 1} answers beside a caller that blocks, only so many came: {string.Join(", ", held)}.");
        }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    // All in one run, whose answers one thread has to give.
    private static Task<PublicHost> StartAsync() => PublicHost.StartAsync(OnnxModels.RowSum(1), Codec.Scalar<float, float>(), o =>
    {
        o.Batching.Mode = BatchingMode.Fixed;
        o.Batching.MaxBatchSize = Callers;
        // Less than a round waits: a request that a busy machine left to the next run is not held up by a caller.
        o.Batching.MaxQueueDelay = TimeSpan.FromSeconds(1);
        o.Execution.MaxConcurrency = 1;
    });

    /// <returns>How many answers came beside the one whose caller blocks.</returns>
    private static async Task<int> RoundAsync(PublicHost host, bool doesBlock)
    {
        var predictor = host.Predictor<float[], float>();
        using var release = new ManualResetEventSlim();
        var done = 0;
        var calls = Enumerable.Range(0, Callers).Select(async i =>
        {
            var prediction = await predictor.PredictAsync([i]).ConfigureAwait(false);
            Assert.Equal(i, prediction.Value);
            if (i != 3) Interlocked.Increment(ref done);
            else if (doesBlock) release.Wait();
        }).ToArray();
        var others = Task.WhenAll(calls.Where((_, i) => i != 3));
        await Task.WhenAny(others, Task.Delay(TimeSpan.FromSeconds(3)));
        var answered = Volatile.Read(ref done);
        release.Set();
        await Task.WhenAll(calls).WaitAsync(PublicHost.Limit);
        return answered;
    }
}
