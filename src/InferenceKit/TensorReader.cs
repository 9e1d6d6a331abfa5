using System.Runtime.CompilerServices;
using InferenceKit.Sessions.Rows;

namespace InferenceKit;

/// <summary>
/// Reads one row's part of a run's outputs. Outputs are named by their index in <see cref="ModelSignature.Outputs"/>.
/// Nothing it gives may be kept after <see cref="BoundCodec{TIn, TOut}.Decode"/> returns, but for <see cref="Value"/>.
/// </summary>
public readonly ref struct TensorReader
{
    private readonly RowBatch _batch;
    private readonly int _row;

    internal TensorReader(RowBatch batch, int row)
    {
        _batch = batch;
        _row = row;
    }

    /// <summary>The elements of this row.</summary>
    /// <param name="output">The index of the output.</param>
    /// <exception cref="InferenceException">The type is not the output's.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Row<T>(int output) where T : unmanaged => _batch.Outputs[output].Row<T>(_row);

    /// <summary>The shape of this row: without the dimension that counts rows, where the model has one.</summary>
    /// <param name="output">The index of the output.</param>
    public ReadOnlySpan<long> Shape(int output) => _batch.Outputs[output].RowShape;

    /// <summary>One string of this row, as UTF-8.</summary>
    /// <param name="output">The index of the output.</param>
    /// <param name="index">The index in the row.</param>
    /// <exception cref="InferenceException">The output holds no strings, or the index is outside the row.</exception>
    public ReadOnlySpan<byte> GetString(int output, int index) => _batch.GetString(output, _row, index);

    /// <summary>
    /// This row of any output as a value of its own, which may be kept: of a sequence with one item a row (as ZipMap
    /// gives), the row's item; otherwise a copy of the row.
    /// </summary>
    /// <param name="output">The index of the output.</param>
    public InferenceValue Value(int output) => _batch.GetValue(output, _row);
}
