using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Tests.Models;

public sealed class LoopModelsTests
{
    [Fact]
    public void A_slow_loop_counts_its_trips() =>
        Assert.Equal([51f, 52f], OnnxRun.Floats(OnnxModels.SlowLoop(50), [1, 2], 2, 1));

    [Fact]
    public async Task A_slow_loop_stops_between_trips_when_it_is_terminated() => await StopsWhenTerminated(OnnxModels.SlowLoop(long.MaxValue));

    [Fact]
    public async Task An_endless_loop_runs_until_it_is_terminated() => await StopsWhenTerminated(OnnxModels.EndlessLoop());

    [Fact]
    public async Task A_loop_that_is_endless_for_positive_values_answers_zeros_at_once()
    {
        var model = OnnxModels.EndlessLoopWhenPositive();
        Assert.Equal([0f, -1f], OnnxRun.Floats(model, [0, -1], 2, 1));
        await StopsWhenTerminated(model);
    }

    private static async Task StopsWhenTerminated(byte[] model)
    {
        using var run = new OnnxRun(model);
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var x = OrtValue.CreateTensorValueFromMemory(new[] { 1f }, [1, 1]);
        var running = Task.Factory.StartNew(() => run.Run(options, ("x", x)).Dispose(), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // That something does not end shows in time only.
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);

        options.Terminate = true;
        await Assert.ThrowsAsync<OnnxRuntimeException>(() => running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
