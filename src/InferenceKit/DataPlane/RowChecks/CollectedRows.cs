using InferenceKit.Serving.Rows;

namespace InferenceKit.DataPlane.RowChecks;

/// <summary>Different live rows of one shape that ran alone, until there are enough to run together.</summary>
internal sealed class CollectedRows
{
    private const int Enough = 8, MostOfOtherShape = 32;

    // Large rows are as much evidence for their elements, and eight of them would be too much memory.
    private const long LargeBytes = 4 << 20;

    private readonly List<LiveRow> _rows = [];
    private int _ofOtherShape;

    /// <summary>Which rows run together: each in several companies and places.</summary>
    public static int[][] Groups { get; } = [[0, 1], [3, 2, 0], [4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0]];

    public bool IsFull => _rows.Count == Enough;

    /// <summary>Takes a row, if it is another than those there are and of their shape.</summary>
    public void Add(LiveRow row)
    {
        if (IsFull || row.Inputs.Bytes > LargeBytes) return;
        foreach (var other in _rows)
            if (other.Inputs.IsEqualTo(row.Inputs)) return;
        if (_rows.Count > 0 && RowInputs.Join([_rows[0].Inputs, row.Inputs]) is null)
        {
            if (++_ofOtherShape < MostOfOtherShape) return;
            _rows.Clear();
            _ofOtherShape = 0;
        }
        _rows.Add(row);
    }

    /// <summary>Gives the rows, and begins anew.</summary>
    public LiveRow[] Take()
    {
        var rows = _rows.ToArray();
        _rows.Clear();
        return rows;
    }
}
