namespace InferenceKit.Tests.Child.Fuzzing.Calls;

/// <summary>Makes the cancellation tokens of a load, and has them cancelled by another thread. Thread-safe.</summary>
/// <param name="onFault">Told what a cancellation throws, which is what the library's registrations throw.</param>
internal sealed class CallerTokens(Action<Exception> onFault) : IDisposable
{
    private readonly Canceller _canceller = new(onFault);
    private CancellationTokenSource _shared = new();

    /// <summary>The token of a call that begins now.</summary>
    public CallerToken Begin(TokenChoice choice)
    {
        var token = new CallerToken(choice, Volatile.Read(ref _shared).Token);
        if (!choice.IsCancelled) return token;
        if (choice.Kind == TokenKind.Shared) _canceller.Add(CancelShared, choice.After);
        else if (choice.Kind is TokenKind.Own or TokenKind.Linked) _canceller.Add(token.Cancel, choice.After);
        return token;
    }

    /// <summary>Cancels at once what is still to be cancelled: calls that are over must not notice.</summary>
    public void Dispose() => _canceller.Dispose();

    // Later calls share another one.
    private void CancelShared() => Interlocked.Exchange(ref _shared, new()).Cancel();
}
