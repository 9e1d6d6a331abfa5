namespace InferenceKit.Runtime;

/// <summary>A codec without its types, for those that only bind it.</summary>
internal abstract class CodecRegistration
{
    public abstract Type InputType { get; }

    public abstract Type OutputType { get; }

    /// <summary>Binds to a version; user code, so anything may be thrown.</summary>
    /// <returns>A <see cref="BoundCodec{TIn, TOut}"/> of these types.</returns>
    public abstract object Bind(IServiceProvider services, ModelSignature signature);
}
