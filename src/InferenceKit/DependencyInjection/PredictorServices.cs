using InferenceKit.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InferenceKit.DependencyInjection;

/// <summary>Registers predictors of closed types, so that no generic type is made at run time.</summary>
internal static class PredictorServices
{
    public static void Add<TIn, TOut>(IServiceCollection services, string name)
    {
        services.TryAddKeyedSingleton<IPredictor<TIn, TOut>>(name, static (provider, key) => Get<TIn, TOut>(provider, key));
        // For names in another case, and for unknown ones, whose message lists the registered models.
        services.TryAddKeyedSingleton<IPredictor<TIn, TOut>>(KeyedService.AnyKey, static (provider, key) => Get<TIn, TOut>(provider, key));
        services.TryAddSingleton<IPredictor<TIn, TOut>>(static provider => GetOnly<TIn, TOut>(provider));
    }

    private static IPredictor<TIn, TOut> Get<TIn, TOut>(IServiceProvider provider, object? key) =>
        provider.GetRequiredService<IPredictorProvider>().GetPredictor<TIn, TOut>(key?.ToString() ?? "");

    private static IPredictor<TIn, TOut> GetOnly<TIn, TOut>(IServiceProvider provider)
    {
        var names = provider.GetRequiredService<ServingState>().Registrations
            .Where(model => model.Codecs.OfType<CodecRegistration<TIn, TOut>>().Any())
            .Select(model => model.Name).ToArray();
        if (names.Length == 1) return provider.GetRequiredService<IPredictorProvider>().GetPredictor<TIn, TOut>(names[0]);
        var predictor = $"IPredictor<{TypeName.Of(typeof(TIn))}, {TypeName.Of(typeof(TOut))}>";
        throw new InvalidOperationException(
            $"{predictor} is ambiguous between the models {string.Join(", ", names.Select(n => $"'{n}'"))}: "
            + $"ask for one by name, with [FromKeyedServices(\"{names[0]}\")] or IPredictorProvider.");
    }
}
