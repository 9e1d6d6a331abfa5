namespace InferenceKit.Testing;

/// <summary>How a split compares a feature with its threshold.</summary>
public enum OnnxTreeMode
{
    /// <summary>The feature is at most the threshold.</summary>
    LessOrEqual,

    /// <summary>The feature is below the threshold.</summary>
    Less,

    /// <summary>The feature is at least the threshold.</summary>
    GreaterOrEqual,

    /// <summary>The feature is above the threshold.</summary>
    Greater,

    /// <summary>The feature equals the threshold.</summary>
    Equal,

    /// <summary>The feature differs from the threshold.</summary>
    NotEqual,
}
