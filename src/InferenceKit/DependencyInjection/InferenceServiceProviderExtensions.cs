using InferenceKit;
using InferenceKit.ControlPlane.Lifecycle;
using InferenceKit.Sessions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Starts InferenceKit where there is no host.</summary>
public static class InferenceServiceProviderExtensions
{
    /// <summary>
    /// Reads the configuration and loads models, as a host does when it starts. Further calls wait for the first.
    /// Disposing the provider stops it again: requests in flight finish, as long as the drain timeout lasts.
    /// </summary>
    /// <param name="services">The provider.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Completes when every required model is ready.</returns>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; every error is listed with its path.</exception>
    /// <exception cref="InferenceException">Required models could not be loaded in time; the message lists each and why.</exception>
    /// <exception cref="InvalidOperationException">AddInference has not been called.</exception>
    public static Task StartInferenceAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        // Begun first, so that it runs while everything else is made.
        _ = services.GetService<ISessionFactory>()?.PrepareAsync();
        return services.GetRequiredService<ModelLifecycle>().StartAsync(cancellationToken);
    }
}
