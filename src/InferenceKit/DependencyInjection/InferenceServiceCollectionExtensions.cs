using InferenceKit;
using InferenceKit.Configuration;
using InferenceKit.DataPlane;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DependencyInjection;
using InferenceKit.Monitoring;
using InferenceKit.Runtime;
using InferenceKit.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        services.AddRuntime().AddSettings().AddSessions().AddDataPlane();
        return new(services, registrations);
    }

    private static IServiceCollection AddRuntime(this IServiceCollection services)
    {
        services.TryAddSingleton(static s => new ServingState(s.GetRequiredService<InferenceRegistrations>().Build()));
        services.TryAddSingleton<OwnMeterFactory>();
        services.TryAddSingleton(static s => new InferenceMetrics(s.Meters(), s.GetRequiredService<ServingState>()));
        return services;
    }

    private static IServiceCollection AddSettings(this IServiceCollection services)
    {
        services.TryAddSingleton<ISettingsSource>(static s =>
        {
            var sources = s.GetRequiredService<InferenceRegistrations>().Options;
            var reader = new SettingsReader(
                sources, s.GetRequiredService<ServingState>().Registrations, s.ContentRoot(), s.GetRequiredService<ISessionFactory>());
            return new SettingsSource(sources, reader, s.Logger<SettingsSource>());
        });
        return services;
    }

    private static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.TryAddSingleton<ISessionFactory>(static s => new OnnxSessionFactory(s.LoggerFactory()));
        return services;
    }

    private static IServiceCollection AddDataPlane(this IServiceCollection services)
    {
        services.TryAddSingleton(static s => new DeadlineScanner(s.GetRequiredService<ServingState>(), s.Time()));
        services.TryAddSingleton<WorkerPool>();
        services.TryAddSingleton(static s => new InferencePipeline(
            s.GetRequiredService<ServingState>(), s.GetRequiredService<InferenceMetrics>(), s.GetRequiredService<DeadlineScanner>(),
            s.GetRequiredService<WorkerPool>(), s.Time()));
        services.TryAddSingleton<IPredictorProvider>(static s =>
            new PredictorProvider(s.GetRequiredService<ServingState>(), s.GetRequiredService<InferencePipeline>()));
        services.TryAddSingleton<IInferenceClient>(static s =>
            new InferenceClient(s.GetRequiredService<ServingState>(), s.GetRequiredService<InferencePipeline>()));
        return services;
    }
}
