using System.Diagnostics;
using System.Diagnostics.Metrics;
using InferenceKit.Testing;
using InferenceKit.Tests.ControlPlane;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.Monitoring;

/// <summary>A host whose logger, meter listeners and activity listener throw on every call.</summary>
public sealed class ThrowingListenerTests : IDisposable
{
    // Listeners hear of the whole process: these throw only where this test asks.
    private static readonly AsyncLocal<bool> IsHere = new();

    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _listeners = [];

    public void Dispose()
    {
        foreach (var listener in _listeners) listener.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_that_listens_comes_between_a_decision_and_its_change_of_state()
    {
        IsHere.Value = true;
        Write(1, OnnxModels.RowSum(1, scale: 1));
        var services = new ServiceCollection();
        services.AddMetrics().AddLogging(b => b.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(new ThrowingLoggers()));
        services.AddInference(o =>
        {
            (o.Repository.Path, o.Repository.StagingPath) = (_folder["models"], _folder["staging"]);
            (o.Repository.SettleTime, o.State.Path) = (TimeSpan.Zero, _folder["state"]);
        }).AddModel("sum", Codec.Array<float, float>("x", "y"), m => m.Configure(o => (o.KeepPrevious, o.Execution.MaxRunTime) = (1, TimeSpan.FromMilliseconds(100))));
        var provider = services.BuildServiceProvider();
        ListenTo(provider.GetRequiredService<IMeterFactory>());
        var stop = TestContext.Current.CancellationToken;
        await provider.StartInferenceAsync(stop).WaitAsync(TimeSpan.FromSeconds(60), stop);
        var lifecycle = provider.GetRequiredService<IModelLifecycle>();
        var predictor = provider.GetRequiredService<IPredictor<float[], float[]>>();
        Assert.Equal(3, (await predictor.PredictAsync([3], cancellationToken: stop)).Value[0]);

        // A version that cannot be loaded, one that can, and the way back.
        Write(2, "no model"u8.ToArray());
        await Assert.ThrowsAsync<InferenceException>(() => lifecycle.ReloadAsync("sum", cancellationToken: stop).WaitAsync(TimeSpan.FromSeconds(60), stop));
        Assert.Equal(3, (await predictor.PredictAsync([3], cancellationToken: stop)).Value[0]);
        Write(3, OnnxModels.RowSum(1, scale: 10));
        await lifecycle.ReloadAsync("sum", cancellationToken: stop).WaitAsync(TimeSpan.FromSeconds(60), stop);
        Assert.Equal(30, (await predictor.PredictAsync([3], cancellationToken: stop)).Value[0]);
        await lifecycle.RollbackAsync("sum", cancellationToken: stop).WaitAsync(TimeSpan.FromSeconds(60), stop);
        Assert.Equal(3, (await predictor.PredictAsync([3], cancellationToken: stop)).Value[0]);

        // Requests that fail, many rows, and those that are given up.
        Assert.Equal(InferenceError.InvalidInput, (await predictor.TryPredictAsync([1, 2, 3], cancellationToken: stop)).Failure!.Error);
        Assert.NotNull((await predictor.TryPredictAsync([1], new() { Version = "99" }, stop)).Failure);
        var answers = new float[2][];
        await predictor.PredictManyAsync(new float[][] { [1], [2] }, answers, cancellationToken: stop);
        Assert.Equal([1f, 2f], answers.Select(a => a[0]));
        Assert.Null(Activity.Current);

        await lifecycle.UnloadAsync("sum", cancellationToken: stop).WaitAsync(TimeSpan.FromSeconds(60), stop);
        Assert.Equal(InferenceError.ModelNotReady, (await predictor.TryPredictAsync([1], cancellationToken: stop)).Failure!.Error);
        await provider.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), stop);
        Assert.Empty(Directory.GetDirectories(_folder["staging"]));
    }

    private void Write(int version, byte[] onnx)
    {
        Directory.CreateDirectory(_folder[$"models/sum/{version}"]);
        File.WriteAllBytes(_folder[$"models/sum/{version}/model.onnx"], onnx);
    }

    private void ListenTo(IMeterFactory factory)
    {
        var unpublished = new MeterListener { InstrumentPublished = (instrument, _) => Throw(instrument, i => i.Name.EndsWith("loads", StringComparison.Ordinal)) };
        unpublished.Start();
        var recorded = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory) listener.EnableMeasurementEvents(instrument);
            },
        };
        recorded.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("A measurement."));
        recorded.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("A measurement."));
        recorded.SetMeasurementEventCallback<int>((_, _, _, _) => throw new InvalidOperationException("A measurement."));
        recorded.Start();
        var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "InferenceKit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => IsHere.Value ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = _ => ThrowHere(),
            ActivityStopped = _ => ThrowHere(),
        };
        ActivitySource.AddActivityListener(activities);
        _listeners.AddRange([unpublished, recorded, activities]);

        void Throw(Instrument instrument, Func<Instrument, bool> which)
        {
            if (instrument.Meter.Scope == factory && which(instrument)) throw new InvalidOperationException("An instrument.");
        }
    }

    private static void ThrowHere()
    {
        if (IsHere.Value) throw new InvalidOperationException("An activity.");
    }

    private sealed class ThrowingLoggers : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => throw new InvalidOperationException("A scope.");

        public bool IsEnabled(LogLevel logLevel) => throw new InvalidOperationException("A level.");

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("A line.");

        public void Dispose()
        {
        }
    }
}
