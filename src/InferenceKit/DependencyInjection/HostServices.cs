using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.DependencyInjection;

/// <summary>
/// What the host may or may not offer. Asked for when it is needed, never registered on the host's behalf: a stand-in
/// registered first would keep a later AddLogging or AddMetrics from having any effect.
/// </summary>
internal static class HostServices
{
    /// <summary>Where all log lines of the library go. What the host's loggers throw does not come out of it.</summary>
    public static ILoggerFactory LoggerFactory(this IServiceProvider services) =>
        services.GetService<ILoggerFactory>() is { } host ? GuardedLoggerFactory.Of(host) : NullLoggerFactory.Instance;

    public static ILogger<T> Logger<T>(this IServiceProvider services) => services.LoggerFactory().CreateLogger<T>();

    public static TimeProvider Time(this IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    public static IMeterFactory Meters(this IServiceProvider services) =>
        services.GetService<IMeterFactory>() ?? services.GetRequiredService<OwnMeterFactory>();

    public static string ContentRoot(this IServiceProvider services) =>
        services.GetService<IHostEnvironment>()?.ContentRootPath ?? AppContext.BaseDirectory;
}
