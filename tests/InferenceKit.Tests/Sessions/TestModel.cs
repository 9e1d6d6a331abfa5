using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.Sessions;

/// <summary>A model of a test, loaded from a file that is gone afterwards.</summary>
internal static class TestModel
{
    public static ModelId Id { get; } = new("test", ModelVersion.Parse("1"));

    public static ModelSession Load(byte[] model, SessionSettings? settings = null, ILoggerFactory? loggers = null)
    {
        var folder = Directory.CreateTempSubdirectory("inferencekit-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            File.WriteAllBytes(path, model);
            return new OnnxSessionFactory(loggers ?? NullLoggerFactory.Instance)
                .Load(Id, path, settings ?? new(), TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static RunOutcome Run(this ModelSession session, RunBatch batch)
    {
        var run = session.RunAsync(batch, TestContext.Current.CancellationToken);
        // A local run completes synchronously.
        return run.IsCompletedSuccessfully ? run.Result : throw new InvalidOperationException("The run did not complete.");
    }

    /// <summary>Runs on values and gives copies of the outputs.</summary>
    public static NamedValue[] Infer(this ModelSession session, params NamedValue[] inputs)
    {
        using var batch = session.CreateValues();
        batch.Begin(inputs, []);
        var outcome = session.Run(batch);
        try
        {
            Assert.True(outcome.Status == RunStatus.Completed, $"{outcome.Status}: {outcome.Message}");
            return batch.CopyOutputs();
        }
        finally
        {
            batch.End();
        }
    }

    public static void RunCompletely(this ModelSession session, RunBatch batch)
    {
        var outcome = session.Run(batch);
        Assert.True(outcome.Status == RunStatus.Completed, $"{outcome.Status}: {outcome.Message}");
    }
}
