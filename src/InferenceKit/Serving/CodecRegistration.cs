using InferenceKit.Sessions.Rows;

namespace InferenceKit.Serving;

/// <summary>A codec without its types, for those that only bind it.</summary>
internal abstract class CodecRegistration
{
    public abstract Type InputType { get; }

    public abstract Type OutputType { get; }

    /// <summary>The delegates that may answer instead, by the names that chains use.</summary>
    public abstract IEnumerable<string> FallbackNames { get; }

    /// <summary>Whether typed comparers want to see the answers of shadows.</summary>
    public abstract bool HasShadowComparers { get; }

    /// <summary>The codec by which another model answers for this one: an adapter's, or this one itself.</summary>
    public abstract CodecRegistration CodecFor(string otherModel);

    /// <summary>Tries whether outputs can be decoded.</summary>
    /// <param name="bound">What <see cref="Bind"/> gave.</param>
    /// <param name="outputs">One row.</param>
    /// <returns>Null, or why not, for people.</returns>
    public abstract string? FindProblem(object bound, RowBatch outputs);

    /// <summary>Lets typed comparers look at a shadow's answer; one that throws does not agree.</summary>
    /// <param name="bound">What <see cref="Bind"/> gave for the shadow.</param>
    /// <param name="outputs">One row of the shadow's outputs.</param>
    /// <param name="primary">The primary's answer.</param>
    /// <param name="tell">Told each comparer's name and whether it agrees.</param>
    public abstract void CompareShadow(object bound, RowBatch outputs, object primary, Action<string, bool> tell);

    /// <summary>Binds to a version; user code, so anything may be thrown.</summary>
    /// <returns>A <see cref="BoundCodec{TIn, TOut}"/> of these types.</returns>
    public abstract object Bind(IServiceProvider services, ModelSignature signature);
}
