using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane;

/// <summary>Fires change tokens: each token once, the next one made before the present one fires.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A token source without a timer holds nothing, and readers may still hold its token.")]
internal sealed class ReloadSignal
{
    private CancellationTokenSource _next = new();

    public IChangeToken Token => new CancellationChangeToken(Volatile.Read(ref _next).Token);

    // The next token first: a listener that subscribes again in its callback must not get the token that has just fired.
    public void Fire() => Interlocked.Exchange(ref _next, new CancellationTokenSource()).Cancel();
}
