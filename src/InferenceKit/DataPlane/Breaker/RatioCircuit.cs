using Polly;
using Polly.CircuitBreaker;

namespace InferenceKit.DataPlane.Breaker;

/// <summary>Polly's circuit breaker over one kind of badness. It is told how requests ended, and does not run them. Thread-safe.</summary>
internal sealed class RatioCircuit
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline<bool> _pipeline;

    /// <param name="ratio">The part of the requests in the window that opens it.</param>
    /// <param name="minimum">Fewer requests open nothing.</param>
    /// <param name="window">Over which requests count.</param>
    /// <param name="breakDuration">How long it stays open.</param>
    /// <param name="time">One whose clock is never set.</param>
    public RatioCircuit(double ratio, int minimum, TimeSpan window, TimeSpan breakDuration, TimeProvider time) =>
        _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddCircuitBreaker(new()
            {
                FailureRatio = ratio,
                MinimumThroughput = minimum,
                SamplingDuration = window,
                BreakDuration = breakDuration,
                ShouldHandle = static outcome => new(outcome.Outcome.Result),
                StateProvider = _state,
                ManualControl = _control,
            })
            .Build();

    public bool IsClosed => _state.CircuitState == Polly.CircuitBreaker.CircuitState.Closed;

    /// <summary>Notes how a request ended.</summary>
    public void Note(bool isBad)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false);
        // Completes at once: nothing is run, and no callback of the breaker is used.
        var noted = _pipeline.ExecuteOutcomeAsync(static (_, bad) => new ValueTask<Outcome<bool>>(Outcome.FromResult(bad)), context, isBad);
        if (!noted.IsCompleted) throw new System.Diagnostics.UnreachableException();
        _ = noted.Result;
        ResilienceContextPool.Shared.Return(context);
    }

    /// <summary>Keeps it from trying by itself, with requests of users.</summary>
    public void Isolate() => _control.IsolateAsync().GetAwaiter().GetResult();

    public void Close() => _control.CloseAsync().GetAwaiter().GetResult();
}
