namespace InferenceKit.Testing;

/// <summary>The kinds of value that an ONNX graph takes and gives.</summary>
public enum OnnxTypeKind
{
    /// <summary>An array of elements of one type.</summary>
    Tensor,

    /// <summary>An ordered list of values of one type.</summary>
    Sequence,

    /// <summary>Keys with one value each.</summary>
    Map,

    /// <summary>A value or nothing.</summary>
    Optional,
}
