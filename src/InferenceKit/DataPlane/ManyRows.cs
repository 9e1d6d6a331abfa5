using System.Runtime.CompilerServices;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>Many rows through a codec, in runs of several.</summary>
internal readonly struct ManyRows<TIn, TOut>(ReadOnlyMemory<TIn> inputs, Memory<TOut> outputs, int codecIndex)
{
    public int Count => inputs.Length;

    /// <summary>Encodes rows from <paramref name="start"/> until the batch is full or the shape of the rows changes.</summary>
    /// <param name="version">The version that answers all rows.</param>
    /// <param name="batch">Where to.</param>
    /// <param name="start">The first row.</param>
    /// <param name="rows">Most rows to encode.</param>
    /// <returns>Null, or why row <paramref name="start"/> + <see cref="RowBatch.Rows"/> could not be encoded.</returns>
    public InferenceFailure? Encode(ServedVersion version, RowBatch batch, int start, int rows)
    {
        var codec = Unsafe.As<BoundCodec<TIn, TOut>>(version.BoundCodecs[codecIndex]);
        var chunk = inputs.Span.Slice(start, rows);
        batch.BeginRun();
        try
        {
            foreach (var input in chunk)
            {
                codec.Encode(input, batch.BeginRow());
                if (!batch.EndRow() || !batch.HasRoom) break;
            }
            return null;
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return AtRow(start + batch.Rows, Failures.Encoding(version.Id, exception));
        }
#pragma warning restore CA1031
    }

    /// <summary>One of the rows by itself.</summary>
    public TypedCall<TIn, TOut> CallOf(int row) => new(inputs.Span[row], codecIndex);

    /// <summary>Notes an answer that did not come from a run of several rows.</summary>
    public void Set(int row, TOut answer) => outputs.Span[row] = answer;

    /// <summary>Decodes rows of a completed run.</summary>
    /// <param name="version">The version that ran.</param>
    /// <param name="batch">The run.</param>
    /// <param name="start">Which of all rows its first is.</param>
    /// <param name="row">The first of its rows to decode; afterwards, where it could not be, the one with the failure.</param>
    /// <returns>Null, or why a row has no answer.</returns>
    public InferenceFailure? Decode(ServedVersion version, RowBatch batch, int start, ref int row)
    {
        var codec = Unsafe.As<BoundCodec<TIn, TOut>>(version.BoundCodecs[codecIndex]);
        var chunk = outputs.Span.Slice(start, batch.Rows);
        try
        {
            for (; row < chunk.Length; row++)
            {
                chunk[row] = codec.Decode(batch.Read(row));
                if (CodecCheck.FindProblem(version, codec, batch, row, chunk[row]) is { } invalid) return invalid;
            }
            return null;
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return Failures.Decoding(version.Id, exception);
        }
#pragma warning restore CA1031
    }

    public static InferenceFailure AtRow(int row, InferenceFailure failure) =>
        new(failure.Error, $"Row {row}: {failure.Message}") { Model = failure.Model, Cause = failure.Cause };
}
