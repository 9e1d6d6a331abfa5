using System.Security.Authentication;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>
/// The edge to the network: limits how long one step may take, and makes one kind of exception of all that can go wrong
/// with it.
/// </summary>
/// <param name="limit">The longest that one step may take.</param>
/// <param name="time">Measures it.</param>
internal sealed class NetworkCall(TimeSpan limit, TimeProvider time)
{
    /// <exception cref="HttpRepositoryException">It failed, or took too long.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<T> RunAsync<T>(Uri address, Func<CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken)
    {
        using var tooLong = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, cancellationToken);
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not OperationCanceledException)
        {
            throw new OperationCanceledException("The request was given up.", e, cancellationToken);
        }
        catch (Exception e) when (e is not HttpRepositoryException && !cancellationToken.IsCancellationRequested && Failure(address, e) is not null)
        {
            throw Failure(address, e)!;
        }
    }

    private HttpRepositoryException? Failure(Uri address, Exception e) => e switch
    {
        // The limit of this call, or that of a handler with a limit of its own.
        OperationCanceledException => new($"{WebAddress.Show(address)} kept waiting for more than {limit.TotalSeconds:0.###} s (Repository:Http:ReadTimeout).", isTransient: true, cause: e),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } when e.GetBaseException() is AuthenticationException =>
            new($"{WebAddress.Show(address)} cannot be trusted: {e.GetBaseException().Message}", isTransient: false, cause: e),
        HttpRequestException or IOException => new($"{WebAddress.Show(address)} cannot be read: {e.GetBaseException().Message}", isTransient: true, cause: e),
        _ => null,
    };
}
