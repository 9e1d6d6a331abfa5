using System.Runtime.CompilerServices;
using System.Text;
using InferenceKit.Sessions.Rows;

namespace InferenceKit;

/// <summary>
/// Writes one row of a run into the memory that the run reads. Inputs are named by their index in
/// <see cref="ModelSignature.Inputs"/>; look names up once, in <see cref="PredictionCodec{TIn, TOut}.Bind"/>.
/// </summary>
public readonly ref struct TensorWriter
{
    private readonly RowBatch _batch;
    private readonly int _row;

    internal TensorWriter(RowBatch batch, int row)
    {
        _batch = batch;
        _row = row;
    }

    /// <summary>
    /// The memory of this row, for inputs whose row has a known shape. It is cleared when it is first asked for; a second call for the same
    /// row gives the same memory with what was written to it.
    /// </summary>
    /// <param name="input">The index of the input.</param>
    /// <returns>As many elements as one row has: the product of the shape without the dimension that counts rows.</returns>
    /// <exception cref="InferenceException">The type is not the input's, or the row's shape is dynamic.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Row<T>(int input) where T : unmanaged => _batch.Inputs[input].FixedRow<T>(_batch, _row);

    /// <summary>
    /// The memory of this row, in a shape that may differ from request to request. It is cleared when it is first asked for; a second call
    /// for the same row must name the same shape, and gives the same memory with what was written to it.
    /// </summary>
    /// <param name="input">The index of the input.</param>
    /// <param name="rowShape">
    /// The shape without the dimension that counts rows; of a model without such a dimension, the whole shape.
    /// </param>
    /// <exception cref="InferenceException">The type or the shape does not suit the input.</exception>
    public Span<T> Row<T>(int input, ReadOnlySpan<long> rowShape) where T : unmanaged =>
        _batch.Inputs[input].ShapedRow<T>(_batch, _row, rowShape);

    /// <summary>Copies a whole row; faster than filling <see cref="Row{T}(int)"/>, which has to be cleared first.</summary>
    /// <param name="input">The index of the input.</param>
    /// <param name="row">Exactly as many elements as one row has.</param>
    /// <exception cref="InferenceException">Type or length is not the input's.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(int input, ReadOnlySpan<T> row) where T : unmanaged =>
        _batch.Inputs[input].WriteFixedRow(_batch, _row, row);

    /// <summary>Sets one string of this row; strings that are not set are empty.</summary>
    /// <param name="input">The index of the input.</param>
    /// <param name="index">The index in the row.</param>
    /// <param name="utf8">The text in UTF-8; copied.</param>
    /// <exception cref="InferenceException">The input does not take strings, or the index is outside the row.</exception>
    public void SetString(int input, int index, ReadOnlySpan<byte> utf8) =>
        _batch.Inputs[input].SetString(_batch, _row, index, utf8.ToArray());

    /// <summary>Sets one string of this row; strings that are not set are empty.</summary>
    /// <param name="input">The index of the input.</param>
    /// <param name="index">The index in the row.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="InferenceException">The input does not take strings, or the index is outside the row.</exception>
    public void SetString(int input, int index, string text) =>
        _batch.Inputs[input].SetString(_batch, _row, index, Encoding.UTF8.GetBytes(text));

    /// <summary>Sets the shape of this row of a string input whose shape is dynamic; call it before the strings.</summary>
    /// <param name="input">The index of the input.</param>
    /// <param name="rowShape">As in <see cref="Row{T}(int, ReadOnlySpan{long})"/>.</param>
    /// <exception cref="InferenceException">The shape does not suit the input.</exception>
    public void SetStringShape(int input, ReadOnlySpan<long> rowShape) =>
        _batch.Inputs[input].ShapeStrings(_batch, _row, rowShape);
}
