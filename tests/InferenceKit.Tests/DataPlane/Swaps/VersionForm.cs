namespace InferenceKit.Tests.DataPlane.Swaps;

/// <summary>How a version of one model looks from outside: what it takes, and in what form it answers.</summary>
public enum VersionForm
{
    /// <summary>Rows of three numbers to a tensor of sums, [batch, 1].</summary>
    Sums,

    /// <summary>Rows of three numbers to a sequence of maps, one map a row.</summary>
    Maps,

    /// <summary>Exactly one row of three numbers, [1, 3], to its sum.</summary>
    OneRow,

    /// <summary>Rows of four numbers to a tensor of sums.</summary>
    WiderRows,

    /// <summary>All numbers of the request to one total without dimensions: no two requests can share a run.</summary>
    Total,
}
