using InferenceKit;
using InferenceKit.DependencyInjection;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers InferenceKit.</summary>
public static class InferenceServiceCollectionExtensions
{
    /// <summary>
    /// Adds inference. May be called several times: sections, options and models add up. Nothing is read or loaded before
    /// the host starts (or <see cref="InferenceServiceProviderExtensions.StartInferenceAsync"/> is called); then every
    /// error in the configuration is reported at once, with its path.
    /// </summary>
    /// <remarks>
    /// Options come from all sections, in the order of the calls, then from code, in the order of the calls. A model that
    /// a section names is served even if code does not add it, for <see cref="IInferenceClient"/>. A reload that is wrong,
    /// or that adds or removes a model, changes nothing and is logged.
    /// </remarks>
    /// <param name="services">The collection.</param>
    /// <returns>Declares models.</returns>
    public static InferenceBuilder AddInference(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var registrations = InferenceRegistrations.Of(services);
        services.AddRuntime(registrations).AddSettings(registrations).AddSessions().AddControlPlane(registrations).AddDataPlane();
        return new(services, registrations);
    }

    /// <summary>Adds inference with a section of the configuration; see <see cref="AddInference(IServiceCollection)"/>.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="section">The section, as in <c>configuration.GetSection("Inference")</c>; it may be missing or empty.</param>
    /// <returns>Declares models.</returns>
    /// <exception cref="ArgumentException"><paramref name="section"/> is the whole configuration.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is null.</exception>
    public static InferenceBuilder AddInference(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (section is not IConfigurationSection own)
            throw new ArgumentException("The whole configuration has keys of everything else: give its section, as in configuration.GetSection(\"Inference\").", nameof(section));
        var builder = services.AddInference();
        InferenceRegistrations.Of(services).Options.Add(own);
        return builder;
    }

    /// <summary>Adds inference and sets options in code; see <see cref="AddInference(IServiceCollection)"/>.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Sets options, after configuration, at the start and after every reload; the same way each time.</param>
    /// <returns>Declares models.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public static InferenceBuilder AddInference(this IServiceCollection services, Action<InferenceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddInference();
        InferenceRegistrations.Of(services).Options.Add(configure);
        return builder;
    }
}
