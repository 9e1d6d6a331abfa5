namespace InferenceKit.DataPlane.Execution;

/// <summary>Some rows of a request, and where they stand in a run.</summary>
internal struct RowRange
{
    /// <summary>The only row of a request.</summary>
    public static RowRange One => new() { Count = 1, Total = 1 };

    /// <summary>The first of them, counted in the request.</summary>
    public int Start;

    /// <summary>How many there are.</summary>
    public int Count;

    /// <summary>How many rows the request has in all.</summary>
    public int Total;

    /// <summary>Where they begin in the run.</summary>
    public int FirstInRun;

    /// <summary>Whether the request has rows after these.</summary>
    public readonly bool HasMore => Start + Count < Total;

    /// <summary>Whether these are all rows of the request.</summary>
    public readonly bool IsAll => Start == 0 && Count == Total;
}
