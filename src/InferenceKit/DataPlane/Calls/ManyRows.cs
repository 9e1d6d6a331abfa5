using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Calls;

/// <summary>Many rows through a codec.</summary>
internal readonly struct ManyRows<TIn, TOut>(ReadOnlyMemory<TIn> inputs, Memory<TOut> outputs, int codecIndex)
{
    public int Count => inputs.Length;

    /// <summary>Encodes rows until the batch is full or the shape of the rows changes.</summary>
    /// <param name="version">The version that answers all rows.</param>
    /// <param name="batch">Where to.</param>
    /// <param name="rows">Which rows; receives how many were encoded.</param>
    /// <returns>Null, or why the first row could not be encoded.</returns>
    /// <remarks>
    /// A row that cannot be encoded ends the part before it, so that the rows before have their answers, and is met again as the first of
    /// its own part.
    /// </remarks>
    public InferenceFailure? Encode(ServedVersion version, RowBatch batch, ref RowRange rows)
    {
        var codec = Unsafe.As<BoundCodec<TIn, TOut>>(version.BoundCodecs[codecIndex]);
        var chunk = inputs.Span.Slice(rows.Start, rows.Count);
        var first = batch.Rows;
        rows.FirstInRun = first;
        rows.Count = 0;
        try
        {
            foreach (var input in chunk)
            {
                if (batch.Rows >= batch.Capacity || (batch.Rows > 0 && !batch.HasRoom)) break;
                codec.Encode(input, batch.BeginRow());
                if (!batch.EndRow()) break;
                rows.Count++;
            }
            return null;
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return rows.Count > 0 ? null : Failures.Encoding(version.Id, exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>One of the rows by itself.</summary>
    public TypedCall<TIn, TOut> CallOf(int row) => new(inputs.Span[row], codecIndex);

    /// <summary>Notes an answer that did not come from a run of several rows.</summary>
    public void Set(int row, TOut answer) => outputs.Span[row] = answer;

    /// <summary>Decodes one row of a completed run.</summary>
    /// <param name="version">The version that ran.</param>
    /// <param name="batch">The run.</param>
    /// <param name="rowOfRun">Which of its rows.</param>
    /// <param name="row">Which of all rows that is.</param>
    /// <returns>Null, or why the row has no answer.</returns>
    public InferenceFailure? Decode(ServedVersion version, RowBatch batch, int rowOfRun, int row)
    {
        var codec = Unsafe.As<BoundCodec<TIn, TOut>>(version.BoundCodecs[codecIndex]);
        try
        {
            var value = codec.Decode(batch.Read(rowOfRun));
            outputs.Span[row] = value;
            return CodecCheck.FindProblem(version, codec, batch, rowOfRun, value);
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
