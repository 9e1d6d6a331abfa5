using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;
using InferenceKit.Testing;
using InferenceKit.Tests.Serving.Rows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace InferenceKit.Tests.Sessions.Onnx.Faults;

public class RunFaultTests
{
    [Fact]
    public async Task An_endless_run_stops_when_another_thread_asks_and_the_batch_runs_again()
    {
        using var session = TestModel.Load(OnnxModels.EndlessLoopWhenPositive());
        using var batch = session.CreateRows(1);
        for (var i = 0; i < 5; i++)
        {
            var run = Task.Run(() => RunOne(1f), TestContext.Current.CancellationToken);
            // Nothing tells from outside that the native loop has begun, nor that it does not end, but time.
            await Task.Delay(20, TestContext.Current.CancellationToken);
            Assert.False(run.IsCompleted);
            batch.Terminate();
            var stopped = await run.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
            Assert.Equal(RunStatus.Terminated, stopped.Status);

            batch.ResetTermination();
            Assert.Equal(RunStatus.Completed, RunOne(-1f).Status);
            Assert.Equal(-1f, batch.Read(0).Row<float>(0)[0]);
        }

        RunOutcome RunOne(float x)
        {
            batch.BeginRun();
            batch.BeginRow().Row<float>(0)[0] = x;
            batch.EndRow();
            return session.Run(batch);
        }
    }

    [Fact]
    public async Task Two_threads_with_their_own_batches_get_their_own_answers()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 8).Mul("x", 2f, "y").Output("y", ElementType.Float32, "batch", 8).Build());

        await Task.WhenAll(Enumerable.Range(1, 4).Select(thread => Task.Run(() =>
        {
            using var batch = session.CreateRows(4);
            for (var i = 0; i < 2000; i++)
            {
                batch.BeginRun();
                for (var row = 0; row <= i % 4; row++)
                {
                    batch.BeginRow().Row<float>(0).Fill(thread * 10_000 + i + row);
                    batch.EndRow();
                }
                session.RunCompletely(batch);
                for (var row = 0; row <= i % 4; row++)
                    if (batch.Read(row).Row<float>(0).IndexOfAnyExcept(2f * (thread * 10_000 + i + row)) >= 0) Assert.Fail("A foreign answer.");
            }
        }, TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_output_that_does_not_count_rows_is_an_outcome_of_several_and_one_of_another_shape_is_their_answer(bool isReserved)
    {
        using var session = TestModel.Load(Reshaping(isReserved ? 5 : OnnxDimension.Dynamic));
        using var batch = session.CreateRows(2);

        var outcome = Reshape(session, batch, 4, 2);
        var again = Reshape(session, batch, 2, 4);

        Assert.True(outcome.Status == RunStatus.InvalidOutput, $"{outcome.Status}: {outcome.Message}");
        Assert.Contains("shape", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("'y'", outcome.Message, StringComparison.Ordinal);
        Assert.True(again.Status == RunStatus.Completed, $"{again.Status}: {again.Message}");
        Assert.Equal([4], batch.Read(1).Shape(0).ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_output_of_one_row_is_its_answer_whatever_its_shape(bool isReserved)
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 4)
            .Input("shape", ElementType.Int64, "batch", 2)
            .Node("Squeeze", ["shape", OnnxTensor.Vector(0L)], ["sizes"])
            .Reshape("x", "sizes", "y")
            .Output("y", ElementType.Float32, "batch", isReserved ? 4 : OnnxDimension.Dynamic).BuildUnchecked());
        using var batch = session.CreateRows(1);

        foreach (var (shape, expected) in ((long[], long[])[])[([1, 4], [4]), ([2, 2], [2, 2]), ([4, 1], [4, 1]), ([1, 4], [4])])
        {
            batch.BeginRun();
            var writer = batch.BeginRow();
            writer.Write(0, [1f, 2f, 3f, 4f]);
            writer.Write(1, shape);
            batch.EndRow();
            session.RunCompletely(batch);
            Assert.Equal(expected, batch.Read(0).Shape(0).ToArray());
            Assert.Equal([1f, 2f, 3f, 4f], batch.Read(0).Row<float>(0).ToArray());
        }
    }

    [Fact]
    public void Lines_that_the_runtime_logs_of_trial_runs_are_for_debugging()
    {
        using var loggers = new FakeLoggerProvider();
        using var factory = LoggerFactory.Create(b => b.AddProvider(loggers).SetMinimumLevel(LogLevel.Debug));
        using var session = TestModel.Load(Reshaping(5), loggers: factory);
        using var batch = session.CreateRows(2);

        Reshape(session, batch, 4, 2);

        Assert.DoesNotContain(loggers.Collector.GetSnapshot(), r => r.Level > LogLevel.Debug);
        Assert.Contains(loggers.Collector.GetSnapshot(), r => r.Category == "InferenceKit.OnnxRuntime" && r.Message.Contains("Reshape", StringComparison.Ordinal));
    }

    [Fact]
    public void The_lines_that_the_runtime_logs_go_to_the_logger_and_name_the_model()
    {
        using var loggers = new FakeLoggerProvider();
        using var factory = LoggerFactory.Create(b => b.AddProvider(loggers));
        using var session = TestModel.Load(Reshaping(5), loggers: factory);
        session.BeginServing();
        using var batch = session.CreateRows(2);

        Reshape(session, batch, 4, 2);

        var line = Assert.Single(loggers.Collector.GetSnapshot(), r => r.Category == "InferenceKit.OnnxRuntime" && r.Level == LogLevel.Error);
        Assert.Contains("test/1", line.Message, StringComparison.Ordinal);
        Assert.Contains("Reshape", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_failing_runs_of_a_version_in_service_write_a_line_and_a_count()
    {
        using var loggers = new FakeLoggerProvider();
        using var factory = LoggerFactory.Create(b => b.AddProvider(loggers));
        // An id that is out of range, and that the runtime's own text repeats.
        var session = TestModel.Load(DependentModels.TakesRareIds(addsMean: false), loggers: factory);
        session.BeginServing();
        var start = Environment.TickCount64;
        using (var batch = session.CreateRows(1))
        {
            for (var i = 0; i < 1000; i++)
            {
                batch.BeginRun();
                batch.BeginRow().Write<long>(0, [4111_1111]);
                batch.EndRow();
                Assert.Equal(RunStatus.Failed, session.Run(batch).Status);
            }
        }
        session.Dispose();
        var seconds = (Environment.TickCount64 - start) / 1000;

        var lines = loggers.Collector.GetSnapshot().Where(r => r.Category == "InferenceKit.OnnxRuntime" && r.Level == LogLevel.Error).ToList();
        // Of each second one line and one count.
        Assert.InRange(lines.Count, 2, 2 + (2 * ((int)seconds + 1)));
        Assert.Contains(lines, l => l.Message.Contains("more lines", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Message.Contains("4111", StringComparison.Ordinal));
    }

    [Fact]
    public void More_memory_than_there_is_is_an_outcome()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("shape", ElementType.Int64, 2)
            .Node("ConstantOfShape", ["shape"], ["y"])
            .Output("y", ElementType.Float32, OnnxDimension.Dynamic, OnnxDimension.Dynamic).Build());
        using var batch = session.CreateValues();

        batch.Begin([new("shape", TensorValue.Copy([1L << 20, 1L << 20], 2))], []);
        var outcome = session.Run(batch);
        batch.End();

        Assert.Equal(RunStatus.OutOfMemory, outcome.Status);
    }

    private static byte[] Reshaping(OnnxDimension declared) => OnnxModelBuilder.Create()
        .Input("x", ElementType.Float32, "batch", 4)
        .Input("shape", ElementType.Int64, "batch")
        .Reshape("x", "shape", "y")
        .Output("y", ElementType.Float32, "rows", declared).BuildUnchecked();

    private static RunOutcome Reshape(ModelSession session, RowBatch batch, params ReadOnlySpan<long> shape)
    {
        batch.BeginRun();
        foreach (var size in shape)
        {
            var writer = batch.BeginRow();
            writer.Row<float>(0).Fill(1);
            writer.Row<long>(1)[0] = size;
            batch.EndRow();
        }
        return session.Run(batch);
    }
}
