using InferenceKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Starts InferenceKit where there is no host.</summary>
public static class InferenceServiceProviderExtensions
{
    /// <summary>
    /// Reads the configuration and loads models, as a host does when it starts. Disposing the provider stops it again.
    /// </summary>
    /// <param name="services">The provider.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Completes when every required model is ready.</returns>
    /// <exception cref="Options.OptionsValidationException">The options are wrong; every error is listed with its path.</exception>
    /// <exception cref="InferenceException">A required model could not be loaded; the message lists what failed.</exception>
    /// <exception cref="InvalidOperationException">AddInference has not been called.</exception>
    public static Task StartInferenceAsync(this IServiceProvider services, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The control plane is not there yet.");
}
