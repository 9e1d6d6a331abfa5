using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;
using InferenceKit.Tests.Sessions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading;

public sealed class RunLimitTests
{
    [Fact]
    public async Task An_endless_run_is_stopped_although_timers_come_early()
    {
        using var session = TestModel.Load(OnnxModels.EndlessLoop());
        using var batch = session.CreateRows(1);
        using var limit = new RunLimit(TimeSpan.FromMilliseconds(100), new EarlyTimeProvider(), TestContext.Current.CancellationToken);

        // More than once: the first stop must not use the limit up.
        for (var i = 0; i < 3; i++)
        {
            Write(batch);
            var run = Task.Run(() => limit.Run(session, batch), TestContext.Current.CancellationToken);
            var ended = await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)) == run;
            if (!ended) batch.Terminate();
            Assert.Equal(RunStatus.Terminated, (await run).Status);
            Assert.True(ended, "The run was not stopped.");
            Assert.True(limit.HasStopped);
        }
    }

    [Fact]
    public async Task A_host_that_stops_ends_the_run_at_once()
    {
        using var session = TestModel.Load(OnnxModels.EndlessLoop());
        using var batch = session.CreateRows(1);
        using var stop = new CancellationTokenSource();
        using var limit = new RunLimit(TimeSpan.FromDays(1), TimeProvider.System, stop.Token);
        Write(batch);

        var run = Task.Run(() => limit.Run(session, batch), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal(RunStatus.Terminated, (await run.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Status);
        Assert.False(limit.HasStopped);
    }

    private static void Write(RowBatch batch)
    {
        batch.BeginRun();
        batch.BeginRow().Row<float>(0)[0] = 1;
        batch.EndRow();
    }
}
