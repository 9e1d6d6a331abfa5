namespace InferenceKit.Testing;

/// <summary>What an ensemble does to its scores last.</summary>
public enum OnnxPostTransform
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The logistic function of each score.</summary>
    Logistic,

    /// <summary>Normalized exponentials over a row's scores.</summary>
    Softmax,

    /// <summary>As <see cref="Softmax"/>, but scores of zero stay zero.</summary>
    SoftmaxZero,

    /// <summary>The inverse of the normal distribution function.</summary>
    Probit,
}
