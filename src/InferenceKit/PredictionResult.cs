using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace InferenceKit;

/// <summary>A prediction, or the reason for its failure. <c>default</c> is not a valid result.</summary>
/// <typeparam name="T">The type that the codec decodes to.</typeparam>
[StructLayout(LayoutKind.Auto)]
public readonly struct PredictionResult<T>
{
    private readonly Prediction<T> _prediction;
    private readonly InferenceFailure? _failure;

    internal PredictionResult(T value, in InferenceInfo info) => _prediction = new(value, info);

    internal PredictionResult(InferenceFailure failure) => _failure = failure;

    /// <summary>Whether there is a prediction.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => _failure is null;

    /// <summary>Why there is no prediction; null on success.</summary>
    public InferenceFailure? Failure => _failure;

    /// <summary>Gives the prediction on success.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(out Prediction<T> prediction)
    {
        prediction = _prediction;
        return _failure is null;
    }

    /// <summary>Gives the prediction.</summary>
    /// <exception cref="InferenceException">The prediction failed; the exception has the failure.</exception>
    public Prediction<T> GetOrThrow() => _failure is null ? _prediction : throw new InferenceException(_failure);
}
