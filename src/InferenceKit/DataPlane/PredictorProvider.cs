using System.Collections.Concurrent;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane;

/// <summary>Gives one predictor for each codec of each model.</summary>
internal sealed class PredictorProvider(ServingState serving, RequestPipeline pipeline, ManyPipeline many) : IPredictorProvider
{
    private readonly ConcurrentDictionary<CodecRegistration, object> _predictors = new();

    public IPredictor<TIn, TOut> GetPredictor<TIn, TOut>(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!serving.TryFind(model, out var registration))
            throw new InferenceException(Failures.ModelNotFound(model, serving.Registrations.Select(r => r.Name)));
        for (var i = 0; i < registration.Codecs.Length; i++)
            if (registration.Codecs[i] is CodecRegistration<TIn, TOut> codec) return Get(registration, codec, i);
        throw new InferenceException(InferenceError.ModelNotFound, WrongTypes<TIn, TOut>(registration));
    }

    private IPredictor<TIn, TOut> Get<TIn, TOut>(ModelRegistration registration, CodecRegistration<TIn, TOut> codec, int index) =>
        _predictors.TryGetValue(codec, out var made)
            ? (IPredictor<TIn, TOut>)made
            : (IPredictor<TIn, TOut>)_predictors.GetOrAdd(codec, new Predictor<TIn, TOut>(registration, index, serving, pipeline, many));

    private static string WrongTypes<TIn, TOut>(ModelRegistration registration) =>
        registration.Codecs.IsEmpty
            ? $"The model '{registration.Name}' was registered without a codec: use IInferenceClient, or register it with one."
            : $"The model '{registration.Name}' has no codec from {TypeName.Of(typeof(TIn))} to {TypeName.Of(typeof(TOut))}; it has: {string.Join(", ", registration.Codecs.Select(c => $"{TypeName.Of(c.InputType)} to {TypeName.Of(c.OutputType)}"))}.";
}
