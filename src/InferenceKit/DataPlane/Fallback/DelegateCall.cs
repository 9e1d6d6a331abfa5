using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Fallback;

/// <summary>
/// Calls a fallback delegate. At once, on the thread that is there, until it has once taken longer than there was time: from then on its
/// calls run on the pool, and callers are answered at their deadlines, as with runs.
/// </summary>
internal static class DelegateCall<TIn, TOut>
{
    // Of calls whose callers have gone. Calls with a waiting caller are as many as there are callers. One that blocks has a
    // thread of the pool, one that is asynchronous only its input and its state.
    private static readonly int MostBlocked = Math.Max(4, 2 * Environment.ProcessorCount);
    private const int MostUnanswered = 256;

    public static ValueTask<PredictionResult<TOut>> RunAsync(FallbackDelegate<TIn, TOut> fallback, TIn input, in FallbackRequest request)
    {
        if (fallback.Answer is null || fallback.HasBlocked) return RunInTimeAsync(fallback, input, request);
        var result = Run(fallback, input, request);
        var now = request.Pipeline.Fallback.Now;
        if (now <= request.Context.Deadline) return new(result);
        // Its own doing, not that of a thread that lost its core for a moment.
        if (now - request.Context.Arrival > request.Pipeline.Fallback.Frequency / 100) fallback.HasBlocked = true;
        return new(new PredictionResult<TOut>(Failures.StepLate(request.Model.Name, request.Step)));
    }

    private static PredictionResult<TOut> Run(FallbackDelegate<TIn, TOut> fallback, TIn input, in FallbackRequest request)
    {
        try
        {
            return Checked(fallback.Answer!(input, request.Failure), request);
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return new(Threw(request, exception));
        }
#pragma warning restore CA1031
    }

    private static async ValueTask<PredictionResult<TOut>> RunInTimeAsync(FallbackDelegate<TIn, TOut> fallback, TIn input, FallbackRequest request)
    {
        var most = fallback.Answer is null ? MostUnanswered : MostBlocked;
        if (Volatile.Read(ref fallback.LeftBehind) >= most)
            return new(Failures.StepFailed(request.Model.Name, request.Step, $"{most} calls of it have not come back"));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Context.Cancellation);
        var answer = StartAsync(fallback, input, request, end.Token);
        if (!answer.IsCompleted)
        {
            // Its own token, so that nothing is thrown when the time is over.
            using var timer = new CancellationTokenSource();
            var late = request.Pipeline.Fallback.DelayUntilAsync(request.Context.Deadline, timer.Token);
            var gaveUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = request.Context.Cancellation.UnsafeRegister(static g => ((TaskCompletionSource)g!).TrySetResult(), gaveUp);
            await Task.WhenAny(answer, late, gaveUp.Task).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
        }
        if (answer.IsCompleted) return await answer.ConfigureAwait(false);
        LeaveBehind(fallback, answer);
        await end.CancelAsync().ConfigureAwait(false);
        request.Context.Cancellation.ThrowIfCancellationRequested();
        return new(Failures.StepLate(request.Model.Name, request.Step));
    }

    private static void LeaveBehind(FallbackDelegate<TIn, TOut> fallback, Task answer)
    {
        Interlocked.Increment(ref fallback.LeftBehind);
        answer.ContinueWith(
            static (_, f) => Interlocked.Decrement(ref ((FallbackDelegate<TIn, TOut>)f!).LeftBehind),
            fallback, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static async Task<PredictionResult<TOut>> StartAsync(FallbackDelegate<TIn, TOut> fallback, TIn input, FallbackRequest request, CancellationToken end)
    {
        try
        {
            var value = fallback.Answer is { } answer
                ? await Task.Run(() => answer(input, request.Failure), CancellationToken.None).ConfigureAwait(false)
                : await fallback.AnswerAsync!(input, request.Failure, end).ConfigureAwait(false);
            return Checked(value, request);
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return new(Threw(request, exception));
        }
#pragma warning restore CA1031
    }

    private static PredictionResult<TOut> Checked(TOut value, in FallbackRequest request) =>
        value is null ? new(Failures.StepFailed(request.Model.Name, request.Step, "it returned null")) : request.Answer(value);

    private static InferenceFailure Threw(in FallbackRequest request, Exception exception) =>
        Failures.StepFailed(request.Model.Name, request.Step, $"it threw {exception.GetType().Name}", exception);
}
