namespace InferenceKit;

/// <summary>
/// Ready codecs for rows that are arrays, and for functions. Each reads one input and one output of the model, the only
/// ones unless they are named, and writes no other: a model that requires more inputs needs a codec of its own.
/// Elements are the model's own, never converted. All are immutable and thread-safe.
/// </summary>
/// <remarks>
/// Where exactly one dimension of a row is dynamic, its size follows from the length of the array.
/// A version that does not suit fails to bind with an <see cref="InferenceException"/> that names the tensor, what was
/// expected and what came, and is not put into service.
/// </remarks>
public static class Codec
{
    /// <summary>An array of elements in, an array out.</summary>
    /// <typeparam name="TIn">The type of the input's elements.</typeparam>
    /// <typeparam name="TOut">The type of the output's elements.</typeparam>
    /// <param name="input">The name of the input. Default: the only one that is required.</param>
    /// <param name="output">The name of the output. Default: the only one.</param>
    /// <exception cref="NotSupportedException">A type is not that of a tensor's elements.</exception>
    public static PredictionCodec<TIn[], TOut[]> Array<TIn, TOut>(string? input = null, string? output = null)
        where TIn : unmanaged where TOut : unmanaged
    {
        RequireElement<TIn>();
        RequireElement<TOut>();
        return new DelegateCodec<TIn[], TOut[]>(signature =>
        {
            var (from, to) = (RowInput<TIn>.Bind(signature, input), RowOutput<TOut>.Bind(signature, output));
            return ((row, writer) => from.Write(row ?? throw from.Null(), writer), reader => to.Read(reader).ToArray());
        });
    }

    /// <summary>Any memory of elements in, part of a larger array for instance, an array out.</summary>
    /// <typeparam name="TIn">The type of the input's elements.</typeparam>
    /// <typeparam name="TOut">The type of the output's elements.</typeparam>
    /// <param name="input">The name of the input. Default: the only one that is required.</param>
    /// <param name="output">The name of the output. Default: the only one.</param>
    /// <exception cref="NotSupportedException">A type is not that of a tensor's elements.</exception>
    public static PredictionCodec<ReadOnlyMemory<TIn>, TOut[]> Memory<TIn, TOut>(string? input = null, string? output = null)
        where TIn : unmanaged where TOut : unmanaged
    {
        RequireElement<TIn>();
        RequireElement<TOut>();
        return new DelegateCodec<ReadOnlyMemory<TIn>, TOut[]>(signature =>
        {
            var (from, to) = (RowInput<TIn>.Bind(signature, input), RowOutput<TOut>.Bind(signature, output));
            return ((row, writer) => from.Write(row.Span, writer), reader => to.Read(reader).ToArray());
        });
    }

    /// <summary>An array of elements in, one element out; allocates nothing.</summary>
    /// <typeparam name="TIn">The type of the input's elements.</typeparam>
    /// <typeparam name="TOut">The type of the output's elements.</typeparam>
    /// <param name="input">The name of the input. Default: the only one that is required.</param>
    /// <param name="output">The name of the output. Default: the only one.</param>
    /// <param name="index">Which element of the output's row: of a binary classifier's probabilities, 1 is the positive class. Default: 0.</param>
    /// <exception cref="NotSupportedException">A type is not that of a tensor's elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public static PredictionCodec<TIn[], TOut> Scalar<TIn, TOut>(string? input = null, string? output = null, int index = 0)
        where TIn : unmanaged where TOut : unmanaged
    {
        RequireElement<TIn>();
        RequireElement<TOut>();
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new DelegateCodec<TIn[], TOut>(signature =>
        {
            var (from, to) = (RowInput<TIn>.Bind(signature, input), RowOutput<TOut>.Bind(signature, output, index));
            return ((row, writer) => from.Write(row ?? throw from.Null(), writer), reader => to.Read(reader, index));
        });
    }

    /// <summary>A codec of two functions, for models whose inputs and outputs never change their order.</summary>
    /// <typeparam name="TIn">What is encoded: one row.</typeparam>
    /// <typeparam name="TOut">What is decoded: the answer to one row.</typeparam>
    /// <param name="encode">Writes a row; called from many threads at once.</param>
    /// <param name="decode">Reads an answer; called from many threads at once.</param>
    /// <exception cref="ArgumentNullException">A function is null.</exception>
    public static PredictionCodec<TIn, TOut> Create<TIn, TOut>(EncodeRow<TIn> encode, DecodeRow<TOut> decode)
    {
        ArgumentNullException.ThrowIfNull(encode);
        ArgumentNullException.ThrowIfNull(decode);
        return new DelegateCodec<TIn, TOut>(_ => (encode, decode));
    }

    private static void RequireElement<T>()
    {
        if (ElementTypes.Of<T>() == ElementType.Undefined)
            throw new NotSupportedException($"{TypeName.Of(typeof(T))} is not the type of a tensor's elements.");
    }
}
