namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>A request that failed. The message names the address and says what to do where something can be done.</summary>
/// <param name="message">For people.</param>
/// <param name="isTransient">Whether the same request may succeed in a moment.</param>
/// <param name="retryAfter">How long the server asks to be left alone, where it says so.</param>
/// <param name="cause">What was thrown.</param>
internal sealed class HttpRepositoryException(string message, bool isTransient, TimeSpan? retryAfter = null, Exception? cause = null)
    : IOException(message, cause)
{
    public bool IsTransient => isTransient;

    public TimeSpan? RetryAfter => retryAfter;
}
