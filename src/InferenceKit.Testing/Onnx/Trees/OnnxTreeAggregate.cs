namespace InferenceKit.Testing;

/// <summary>How the votes of several trees become one number.</summary>
public enum OnnxTreeAggregate
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Average,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The largest.</summary>
    Max,
}
