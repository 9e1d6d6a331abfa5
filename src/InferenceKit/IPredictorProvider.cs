namespace InferenceKit;

/// <summary>Gives the predictors of models by name. Thread-safe; a singleton.</summary>
public interface IPredictorProvider
{
    /// <summary>The predictor of a model registered with a codec of these types; always the same object.</summary>
    /// <param name="model">The model's name, compared ignoring case.</param>
    /// <exception cref="InferenceException">
    /// No such model is registered, or it was registered with other types; the message lists what there is.
    /// </exception>
    IPredictor<TIn, TOut> GetPredictor<TIn, TOut>(string model);
}
