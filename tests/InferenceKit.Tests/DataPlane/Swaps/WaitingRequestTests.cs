using System.Collections.Concurrent;
using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane.Swaps;

/// <summary>Requests that wait for a version when another one, of another form, takes its place.</summary>
public sealed class WaitingRequestTests
{
    public static TheoryData<VersionForm, VersionForm, BatchingMode> Swaps
    {
        get
        {
            var data = new TheoryData<VersionForm, VersionForm, BatchingMode>();
            foreach (var mode in Enum.GetValues<BatchingMode>())
            {
                foreach (var form in Enum.GetValues<VersionForm>())
                {
                    if (form != VersionForm.Sums) data.Add(VersionForm.Sums, form, mode);
                    if (form != VersionForm.Sums) data.Add(form, VersionForm.Sums, mode);
                }
                data.Add(VersionForm.OneRow, VersionForm.Total, mode);
                data.Add(VersionForm.Total, VersionForm.Maps, mode);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Swaps))]
    public async Task A_waiting_request_is_sized_and_checked_for_the_version_that_runs_it(VersionForm from, VersionForm to, BatchingMode mode)
    {
        var versions = new Dictionary<int, FormedVersion> { [1] = new(1, from), [2] = new(2, to) };
        await using var host = await PublicHost.StartAsync(versions[1].Build(), o => OneAtATime(o, mode));
        var hold = host.Hold("1");
        var running = Task.Run(() => new FormedRequest(7, 1, versions[1].Width).SendAsync(host, versions));
        await Eventually.True(() => host.Faults.Injected(FaultKind.Hang) == 1);
        int[] rows = [.. Enumerable.Range(0, 12).Select(i => 1 + i % 3)];
        var waiting = rows.Select((r, i) => new FormedRequest(i, r, versions[1].Width).SendAsync(host, versions)).ToArray();
        var swap = host.SwapAsync("2", versions[2].Build());
        try
        {
            var answers = await Task.WhenAll(waiting).WaitAsync(PublicHost.Limit);
            for (var i = 0; i < rows.Length; i++)
            {
                // Where the first version does not take it, it may be rejected on arrival, or wait for the second.
                if (!versions[1].Suits(rows[i], versions[1].Width) && answers[i] is null) continue;
                Assert.Equal(versions[2].Suits(rows[i], versions[1].Width) ? 2 : null, answers[i]);
            }
        }
        finally
        {
            hold.Dispose();
        }
        Assert.Equal(1, await running.WaitAsync(PublicHost.Limit));
        await swap.WaitAsync(PublicHost.Limit);
    }

    [Theory]
    [InlineData(VersionForm.OneRow, BatchingMode.Auto)]
    [InlineData(VersionForm.OneRow, BatchingMode.Fixed)]
    [InlineData(VersionForm.WiderRows, BatchingMode.Auto)]
    [InlineData(VersionForm.WiderRows, BatchingMode.Fixed)]
    public async Task A_typed_request_that_waits_is_encoded_for_the_version_that_runs_it(VersionForm to, BatchingMode mode)
    {
        await using var host = await PublicHost.StartAsync(new FormedVersion(1, VersionForm.Sums).Build(), new FormCodec(), o => OneAtATime(o, mode));
        var predictor = host.Predictor<float[], float>();
        var hold = host.Hold("1");
        var running = Task.Run(async () => await predictor.PredictAsync([1, 2, 3]));
        await Eventually.True(() => host.Faults.Injected(FaultKind.Hang) == 1);
        var waiting = Enumerable.Range(0, 20).Select(i => predictor.PredictAsync([i, 0, 1]).AsTask()).ToArray();
        var swap = host.SwapAsync("2", new FormedVersion(2, to).Build());
        try
        {
            var answers = await Task.WhenAll(waiting).WaitAsync(PublicHost.Limit);
            Assert.Equal(Enumerable.Range(0, 20).Select(i => 2f * (i + 1)), answers.Select(a => a.Value));
            Assert.All(answers, a => Assert.Equal("2", a.Info.Model.Version.ToString()));
        }
        finally
        {
            hold.Dispose();
        }
        Assert.Equal(6, (await running.WaitAsync(PublicHost.Limit)).Value);
        await swap.WaitAsync(PublicHost.Limit);
    }

    [Theory]
    [InlineData(1, BatchingMode.Auto)]
    [InlineData(2, BatchingMode.Auto)]
    [InlineData(3, BatchingMode.Fixed)]
    [InlineData(4, BatchingMode.Off)]
    public async Task Every_answer_suits_the_version_that_it_names_through_many_swaps(int seed, BatchingMode mode)
    {
        const int Callers = 16, Rounds = 30, AnswersBetween = 40;
        var random = new Random(seed);
        var versions = new ConcurrentDictionary<int, FormedVersion> { [1] = new(1, VersionForm.Sums) };
        await using var host = await PublicHost.StartAsync(versions[1].Build(), o => OneAtATime(o, mode));
        // Every run takes a while, so that requests wait at each swap.
        using var delay = host.Faults.Add(new() { Kind = FaultKind.Delay, Delay = TimeSpan.FromMilliseconds(1), Rate = 0.5 });
        using var stop = new CancellationTokenSource();
        var (sent, answered) = (0, 0);
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var i = Interlocked.Increment(ref sent);
                var request = new FormedRequest(i, i % 4 == 0 ? 3 : 1, i % 5 == 0 ? 4 : 3);
                if (await request.SendAsync(host, versions).WaitAsync(PublicHost.Limit) is not null) Interlocked.Increment(ref answered);
                else await Task.Yield();
            }
        })).ToArray();
        try
        {
            for (var number = 2; number < 2 + Rounds && !callers.Any(c => c.IsFaulted); number++)
            {
                var form = Enum.GetValues<VersionForm>()[random.Next(5)];
                versions[number] = new(number, form);
                await host.SwapAsync(versions[number].Name, versions[number].Build()).WaitAsync(PublicHost.Limit);
                var enough = Volatile.Read(ref answered) + AnswersBetween;
                await Eventually.True(() => Volatile.Read(ref answered) >= enough || callers.Any(c => c.IsFaulted), seconds: 30);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }
        await Task.WhenAll(callers).WaitAsync(PublicHost.Limit);
        Assert.True(answered >= Rounds * AnswersBetween);
    }

    private static void OneAtATime(ModelOptions options, BatchingMode mode)
    {
        options.Batching.Mode = mode;
        options.Execution.MaxConcurrency = 1;
        options.Resilience.Timeout = Timeout.InfiniteTimeSpan;
    }
}
