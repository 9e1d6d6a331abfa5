using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Lifecycle;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.State;
using InferenceKit.DataPlane;
using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Monitoring;
using InferenceKit.Serving;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace InferenceKit.DependencyInjection;

/// <summary>
/// The library's own services, a region each. All are singletons and made by hand, so that nothing is reflected on.
/// Registrations are handed on, not resolved: for an instance asked for twice the container generates code at run time.
/// </summary>
internal static class InferenceServices
{
    public static IServiceCollection AddRuntime(this IServiceCollection services, InferenceRegistrations registrations)
    {
        services.TryAddSingleton(_ => new ServingState(registrations.Build()));
        services.TryAddSingleton<OwnMeterFactory>();
        services.TryAddSingleton(static s => new InferenceMetrics(s.Meters(), s.GetRequiredService<ServingState>()));
        return services;
    }

    public static IServiceCollection AddSettings(this IServiceCollection services, InferenceRegistrations registrations)
    {
        services.TryAddSingleton<ISettingsSource>(s =>
        {
            var sources = registrations.Options;
            var reader = new SettingsReader(
                sources, s.GetRequiredService<ServingState>().Registrations, s.ContentRoot(), s.GetRequiredService<ISessionFactory>());
            return new SettingsSource(sources, reader, s.Logger<SettingsSource>());
        });
        return services;
    }

    public static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.TryAddSingleton<ISessionFactory>(static s => new OnnxSessionFactory(s.LoggerFactory()));
        return services;
    }

    public static IServiceCollection AddControlPlane(this IServiceCollection services, InferenceRegistrations registrations)
    {
        services.TryAddSingleton(_ => registrations.BuildEmbedded());
        services.TryAddSingleton(static s => new RepositoryRouter(
            s.GetRequiredService<ISettingsSource>(), s.GetRequiredService<MemoryModelRepository>(), s.GetService<IModelRepository>(),
            s.LoggerFactory(), s.Time()));
        services.TryAddSingleton<IModelStateStore>(static s => new ConfiguredStateStore(s.GetRequiredService<ISettingsSource>(), s.LoggerFactory(), s.Time()));
        services.TryAddSingleton(static s =>
        {
            // The provider disposes in reverse order: deadlines and workers have to outlive the requests that drain.
            s.GetRequiredService<RequestPipeline>();
            IModelRepository repository = s.GetRequiredService<RepositoryRouter>();
            var sessions = s.GetRequiredService<ISessionFactory>();
            if (s.GetService<ISourceDecorator>() is { } decorator) (repository, sessions) = (decorator.Decorate(repository), decorator.Decorate(sessions));
            return new ModelLifecycle(
                s.GetRequiredService<ServingState>(), s.GetRequiredService<ISettingsSource>(), repository,
                s.GetRequiredService<IModelStateStore>(), sessions, s.GetRequiredService<InferenceMetrics>(),
                s.GetRequiredService<IVersionParts>(), s, s.GetService<IModelTrustPolicy>(), s.LoggerFactory(), s.Time());
        });
        services.TryAddSingleton<IModelLifecycle>(static s => s.GetRequiredService<ModelLifecycle>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InferenceHostedService>());
        return services;
    }

    public static IServiceCollection AddDataPlane(this IServiceCollection services)
    {
        services.TryAddSingleton(static s =>
        {
            var logger = s.LoggerFactory().CreateLogger(DataPlaneLog.Category);
            // A fault may come with each check, fifty times a second.
            var limit = new LogLimit(s.Time(), static (_, _) => { });
            return new DeadlineScanner(s.GetRequiredService<ServingState>(), s.Time(), fault =>
            {
                if (limit.TryPass("")) DataPlaneLog.DeadlineCheckFailed(logger, fault);
            });
        });
        services.TryAddSingleton(static _ => new WorkerPool());
        services.TryAddSingleton(static _ => new Watchdog());
        services.TryAddSingleton(static _ => new ThreadBudget(Environment.ProcessorCount));
        services.TryAddSingleton(static s => new BatchServices(
            s.GetRequiredService<ServingState>(), s.GetRequiredService<InferenceMetrics>(), s.GetRequiredService<DeadlineScanner>(),
            s.GetRequiredService<WorkerPool>(), s.GetRequiredService<ThreadBudget>(), s.GetRequiredService<Watchdog>(), s.Time()));
        services.TryAddSingleton(static s => new ShadowStage(
            s.GetRequiredService<ServingState>(), s.GetRequiredService<InferenceMetrics>(), s.GetRequiredService<BatchServices>().Executor, s.Time()));
        services.TryAddSingleton<IShadowReports>(static s => new ShadowReports(s.GetRequiredService<ServingState>(), s.GetRequiredService<ShadowStage>()));
        services.TryAddSingleton<IVersionParts>(static s => new VersionParts(s.GetRequiredService<BatchServices>(), s));
        services.TryAddSingleton(static s =>
        {
            var logger = s.LoggerFactory().CreateLogger(DataPlaneLog.Category);
            foreach (var registration in s.GetRequiredService<ServingState>().Registrations)
            {
                var limit = new LogLimit(s.Time(), (_, count) => DataPlaneLog.ExposuresFailed(logger, count, registration.Name));
                registration.ExposureFailed = exception =>
                {
                    if (limit.TryPass("")) DataPlaneLog.ExposureFailed(logger, exception, registration.Name);
                };
            }
            return new RequestPipeline(s.GetRequiredService<BatchServices>(), s.GetRequiredService<ShadowStage>());
        });
        services.TryAddSingleton<IPredictorProvider>(static s => new PredictorProvider(
            s.GetRequiredService<ServingState>(), s.GetRequiredService<RequestPipeline>(),
            new(s.GetRequiredService<RequestPipeline>(), s.GetRequiredService<BatchServices>())));
        services.TryAddSingleton<IInferenceClient>(static s =>
            new InferenceClient(s.GetRequiredService<ServingState>(), s.GetRequiredService<RequestPipeline>()));
        return services;
    }
}
