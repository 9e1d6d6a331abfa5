namespace InferenceKit.Serving.Resilience;

/// <summary>How another model answers for one: its codec, and the conversion of its answers.</summary>
internal abstract class Adapter<TIn, TOut>(string model)
{
    /// <summary>The other model.</summary>
    public string Model => model;

    /// <summary>Its codec from this model's inputs.</summary>
    public abstract CodecRegistration Codec { get; }

    /// <summary>Lets a visitor know the type in the middle.</summary>
    public abstract TResult Accept<TResult>(IAdapterVisitor<TIn, TOut, TResult> visitor);
}
