namespace InferenceKit.Testing;

/// <summary>Predictors for unit tests of code that takes an <see cref="IPredictor{TIn, TOut}"/>.</summary>
public static class FakePredictor
{
    /// <summary>A predictor that answers with a function; nothing is loaded.</summary>
    /// <param name="predict">The answer to each input. What it throws is thrown to the caller, unless it is an <see cref="InferenceException"/>: that becomes a failed result.</param>
    public static IPredictor<TIn, TOut> Create<TIn, TOut>(Func<TIn, TOut> predict)
    {
        ArgumentNullException.ThrowIfNull(predict);
        return new FunctionPredictor<TIn, TOut>(predict);
    }

    /// <summary>A predictor that always fails.</summary>
    /// <param name="error">The failure's kind.</param>
    public static IPredictor<TIn, TOut> Failing<TIn, TOut>(InferenceError error) =>
        Create<TIn, TOut>(_ => throw new InferenceException(new(error, $"A fake failure: {error}.")));
}
