
namespace InferenceKit.Serving.Resilience;

/// <summary>An answer of the host's own code; one of the two functions is there.</summary>
/// <param name="Name">As chains name it.</param>
/// <param name="Answer">Answers at once.</param>
/// <param name="AnswerAsync">Answers later.</param>
internal sealed record FallbackDelegate<TIn, TOut>(
    string Name, Func<TIn, InferenceFailure, TOut>? Answer, Func<TIn, InferenceFailure, CancellationToken, ValueTask<TOut>>? AnswerAsync)
{
    private bool _hasBlocked;

    /// <summary>Whether it once took longer than there was time: from then on no caller waits for it on its own thread.</summary>
    public bool HasBlocked
    {
        get => Volatile.Read(ref _hasBlocked);
        set => Volatile.Write(ref _hasBlocked, value);
    }

    private int _leftBehind;

    /// <summary>Calls of it that go on although their callers have gone.</summary>
    public ref int LeftBehind => ref _leftBehind;
}
