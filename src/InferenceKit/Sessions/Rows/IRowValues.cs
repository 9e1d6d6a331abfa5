namespace InferenceKit.Sessions.Rows;

/// <summary>The rows of one input or output of a batch, for code that copies them.</summary>
internal interface IRowValues
{
    ValueSpec Spec { get; }

    /// <summary>The shape of each row.</summary>
    ReadOnlySpan<long> RowShape { get; }

    /// <summary>The type of elements that lie in memory one beside the other; Undefined for texts, for what is no tensor, and where there is nothing.</summary>
    ElementType PlainType { get; }

    /// <summary>Whether the row of a number (<see cref="RowBatch.Epoch"/>) has it.</summary>
    bool IsIn(long epoch);

    /// <summary>A row's elements where there is a <see cref="PlainType"/>.</summary>
    ReadOnlySpan<byte> RowBytes(int row);
}
