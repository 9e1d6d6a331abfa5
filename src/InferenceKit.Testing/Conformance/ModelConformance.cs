using InferenceKit.Testing.Conformance;

namespace InferenceKit.Testing;

/// <summary>Holds a model and its codec, as the library serves them, against ONNX Runtime itself.</summary>
/// <remarks>
/// Each sample is run alone on ONNX Runtime. Then a private host serves the model, once for each <see cref="BatchingMode"/>, and many callers send the
/// samples at the same time, through the codec, in many rows at once and on values: every answer has to be that of the run alone. A difference is a
/// row that depends on others in its run, a codec that is not thread-safe, or a fault of the library.
/// <code>
/// var result = await ModelConformance.CheckAsync(model, Codec.Scalar&lt;float, float&gt;(), samples);
/// result.ThrowIfDifferent();
/// </code>
/// </remarks>
public static class ModelConformance
{
    /// <summary>Checks a model with its codec.</summary>
    /// <typeparam name="TIn">What the codec writes.</typeparam>
    /// <typeparam name="TOut">What it reads.</typeparam>
    /// <param name="model">The bytes of an <c>.onnx</c> file, the path of one, or an <see cref="OnnxModelBuilder"/>.</param>
    /// <param name="codec">The codec.</param>
    /// <param name="samples">Inputs, best real and different ones; also such that fail.</param>
    /// <param name="areAlike">
    /// Whether two decoded values are the same, first the expected one. By default numbers, texts and truth values and lists of them are compared, and
    /// of other values only the outputs that the codec saw.
    /// </param>
    /// <param name="options">How thorough the check is.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>What differed. A model that the library cannot serve, though ONNX Runtime can, is a difference, too.</returns>
    /// <exception cref="ArgumentException">There are no samples, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token ended the check.</exception>
    public static Task<ConformanceResult> CheckAsync<TIn, TOut>(
        ConformanceModel model, PredictionCodec<TIn, TOut> codec, IEnumerable<TIn> samples,
        Func<TOut, TOut, bool>? areAlike = null, ConformanceOptions? options = null, CancellationToken cancellationToken = default) =>
        TypedConformance<TIn, TOut>.CheckAsync(model, codec, samples, areAlike, options, cancellationToken);

    /// <summary>Checks a model on values.</summary>
    /// <param name="model">The bytes of an <c>.onnx</c> file, the path of one, or an <see cref="OnnxModelBuilder"/>.</param>
    /// <param name="samples">The inputs of a request each. They are sent many times: none may lend its memory.</param>
    /// <param name="options">How thorough the check is.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>What differed. A model that the library cannot serve, though ONNX Runtime can, is a difference, too.</returns>
    /// <exception cref="ArgumentException">There are no samples, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token ended the check.</exception>
    public static Task<ConformanceResult> CheckValuesAsync(
        ConformanceModel model, IEnumerable<IReadOnlyList<NamedValue>> samples, ConformanceOptions? options = null, CancellationToken cancellationToken = default) =>
        ValuesConformance.CheckAsync(model, samples, options, cancellationToken);
}
