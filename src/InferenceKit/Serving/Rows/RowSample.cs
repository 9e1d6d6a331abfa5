using InferenceKit.Sessions.Rows;

namespace InferenceKit.Serving.Rows;

/// <summary>Copies of rows of a run that succeeded.</summary>
/// <param name="Version">The version that ran them.</param>
/// <param name="RowsOfRun">How many rows the run had.</param>
/// <param name="Rows">Some of them.</param>
internal sealed record RowSample(ServedVersion Version, int RowsOfRun, LiveRow[] Rows)
{
    /// <summary>About the memory that it takes.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (var row in Rows) bytes += row.Inputs.Bytes;
            // Outputs are seldom larger, and are bounded by their own limit.
            return 2 * bytes;
        }
    }

    /// <summary>The bytes of one row's inputs in a batch, as far as they lie in plain memory.</summary>
    public static long BytesOf(RowBatch batch)
    {
        long bytes = 0;
        foreach (var input in batch.Inputs) bytes += (long)input.RowElements * Math.Max(ElementTypes.SizeOf(input.Spec.ElementType), 1);
        foreach (var output in batch.Outputs) bytes += (long)output.RowElements * Math.Max(ElementTypes.SizeOf(output.Spec.ElementType), 1);
        return bytes;
    }

    /// <summary>Copies a row of a completed run.</summary>
    public static LiveRow Copy(RowBatch batch, int row)
    {
        var values = new List<RowInputValue>(batch.Inputs.Length);
        foreach (var input in batch.Inputs)
        {
            // What the run had, and not what the row that was encoded last wrote: that one may have been refused.
            if (input.Spec.IsOptional && !input.IsGiven) continue;
            var value = input.CopyRow(row);
            values.Add(new(input.Spec.Name, input.HasRows ? RowValues.AsOneRow(value) : value, input.HasRows));
        }
        var outputs = new InferenceValue[batch.Outputs.Length];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = batch.GetValue(i, row);
        return new(new(values.ToArray()), outputs);
    }
}
