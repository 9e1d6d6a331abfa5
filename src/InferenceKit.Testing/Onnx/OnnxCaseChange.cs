namespace InferenceKit.Testing;

/// <summary>What happens to the case of a text.</summary>
public enum OnnxCaseChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>All letters become lower case.</summary>
    Lower,

    /// <summary>All letters become upper case.</summary>
    Upper,
}
