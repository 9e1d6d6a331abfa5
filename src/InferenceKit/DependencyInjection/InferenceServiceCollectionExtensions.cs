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
    /// <param name="section">The section, as in <c>configuration.GetSection("Inference")</c>. Default: none.</param>
    /// <returns>Declares models.</returns>
    /// <exception cref="ArgumentException"><paramref name="section"/> is the whole configuration.</exception>
    public static InferenceBuilder AddInference(this IServiceCollection services, IConfiguration? section = null)
    {
        var builder = AddInferenceCore(services, out var registrations);
        if (section is not null)
            registrations.Options.Add(section as IConfigurationSection
                ?? throw new ArgumentException("The whole configuration has keys of everything else: give its section, as in configuration.GetSection(\"Inference\").", nameof(section)));
        return builder;
    }

    /// <summary>Adds inference and sets options in code; see <see cref="AddInference(IServiceCollection, IConfiguration?)"/>.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Sets options, after configuration, at the start and after every reload.</param>
    /// <returns>Declares models.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public static InferenceBuilder AddInference(this IServiceCollection services, Action<InferenceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = AddInferenceCore(services, out var registrations);
        registrations.Options.Add(configure);
        return builder;
    }

    private static InferenceBuilder AddInferenceCore(IServiceCollection services, out InferenceRegistrations registrations)
    {
        ArgumentNullException.ThrowIfNull(services);
        registrations = InferenceRegistrations.Of(services);
        services.AddRuntime().AddSettings().AddSessions().AddControlPlane().AddDataPlane();
        return new(services, registrations);
    }
}
