using InferenceKit.DependencyInjection;
using InferenceKit.Serving;
using InferenceKit.Testing.Faults;
using InferenceKit.Testing.Faults.Reading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InferenceKit.Testing;

/// <summary>Rehearses failures behind a real registration.</summary>
public static class FaultExtensions
{
    /// <summary>
    /// Lets a <see cref="FaultInjector"/>, which is then a singleton service, make runs, loads and the repository fail. May be
    /// called several times: sections come first, then code, each in the order of the calls. Without rules nothing fails; rules
    /// come from <see cref="FaultInjector.Add"/>, too.
    /// </summary>
    /// <remarks>
    /// What is wrong with the options is reported when the host starts, with every error at once, as an
    /// <see cref="Microsoft.Extensions.Options.OptionsValidationException"/>.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static InferenceBuilder AddFaults(this InferenceBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SourcesOf(builder.Services);
        return builder;
    }

    /// <summary>As <see cref="AddFaults(InferenceBuilder)"/>, with options set in code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after configuration, at the start and after every reload; the same way each time.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static InferenceBuilder AddFaults(this InferenceBuilder builder, Action<FaultOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        SourcesOf(builder.Services).Add(configure);
        return builder;
    }

    /// <summary>As <see cref="AddFaults(InferenceBuilder)"/>, with a section whose keys are those of <see cref="FaultOptions"/>. It is read again whenever it changes.</summary>
    /// <remarks>A reload that is wrong changes nothing, and is logged.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, as in <c>configuration.GetSection("Faults")</c>; it may be missing or empty.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="section"/> is the whole configuration.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static InferenceBuilder AddFaults(this InferenceBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        if (section is not IConfigurationSection own)
            throw new ArgumentException("The whole configuration has keys of everything else: give a section, as in configuration.GetSection(\"Faults\").", nameof(section));
        SourcesOf(builder.Services).Add(own);
        return builder;
    }

    private static FaultSources SourcesOf(IServiceCollection services)
    {
        foreach (var service in services)
            if (!service.IsKeyedService && service.ImplementationInstance is FaultSources there) return there;
        var sources = new FaultSources();
        services.AddSingleton(sources);
        services.TryAddSingleton(s => new FaultInjector(
            sources, [.. s.GetRequiredService<ServingState>().Registrations.Select(model => model.Name)], s.LoggerFactory()));
        services.TryAddSingleton<ISourceDecorator>(s => new FaultDecorator(s.GetRequiredService<FaultInjector>(), s.Time()));
        return sources;
    }
}
