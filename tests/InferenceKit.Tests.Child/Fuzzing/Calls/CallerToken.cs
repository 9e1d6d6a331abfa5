namespace InferenceKit.Tests.Child.Fuzzing.Calls;

/// <summary>The cancellation token of one request, and its sources.</summary>
internal sealed class CallerToken : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource? _own;
    private readonly CancellationTokenSource? _linked;
    private readonly bool _isKept;
    private bool _isDisposed;

    public CallerToken(TokenChoice choice, CancellationToken shared)
    {
        _isKept = choice.IsKept;
        switch (choice.Kind)
        {
            case TokenKind.None:
                break;
            case TokenKind.Shared:
                Token = shared;
                break;
            case TokenKind.Timer:
                // Less than a millisecond would be a source that is cancelled from the beginning.
                _own = new(TimeSpan.FromMilliseconds(Math.Max(1, choice.After.TotalMilliseconds)));
                break;
            case TokenKind.Linked:
                _own = new();
                _linked = CancellationTokenSource.CreateLinkedTokenSource(_own.Token, shared);
                break;
            default:
                _own = new();
                break;
        }
        if (choice.Kind == TokenKind.CancelledBefore) _own!.Cancel();
        if ((_linked ?? _own) is { } source) Token = source.Token;
    }

    public CancellationToken Token { get; }

    /// <summary>Cancels its own source, where the caller has not disposed it yet.</summary>
    public void Cancel()
    {
        // A source must not be disposed while another thread cancels it. The lock may be entered again: the caller may go on within this call.
        lock (_lock)
        {
            if (!_isDisposed) _own?.Cancel();
        }
    }

    /// <summary>Why a call may not have ended with an exception; null where it may.</summary>
    public string? FindProblem(OperationCanceledException exception) =>
        !Token.IsCancellationRequested ? $"it was cancelled, and its token was not: {exception}"
        : exception.CancellationToken != Token ? "the exception of its cancellation names another token"
        : null;

    /// <summary>The call is over.</summary>
    public void Dispose()
    {
        if (_isKept) return;
        lock (_lock)
        {
            _isDisposed = true;
            _linked?.Dispose();
            _own?.Dispose();
        }
    }
}
