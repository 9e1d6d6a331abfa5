using InferenceKit.Conformance.Cases;
using InferenceKit.Testing.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Conformance.Runs;

/// <summary>The library serving the model of one case, registered as a user registers it, with every default.</summary>
internal static class KitHost
{
    public const string Model = "case";

    /// <summary>Serves a model for the client alone.</summary>
    /// <exception cref="InferenceException">The model cannot be loaded.</exception>
    public static Task<ConformanceHost> StartAsync(ModelCase modelCase, CancellationToken cancellationToken) =>
        ConformanceHost.StartAsync(
            services => services.AddInference().AddModel(Model, options => options.Source = modelCase.ModelPath), cancellationToken);

    /// <summary>Serves a model with a codec.</summary>
    /// <exception cref="InferenceException">The model cannot be loaded.</exception>
    public static Task<ConformanceHost> StartAsync<TIn, TOut>(
        ModelCase modelCase, PredictionCodec<TIn, TOut> codec, CancellationToken cancellationToken) =>
        ConformanceHost.StartAsync(
            services => services.AddInference().AddModel(
                Model, codec, model => model.Configure(options => options.Source = modelCase.ModelPath)),
            cancellationToken);
}
