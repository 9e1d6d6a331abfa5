namespace InferenceKit.Testing;

/// <summary>The operator domains that ONNX Runtime knows.</summary>
public static class OnnxDomain
{
    /// <summary>The standard operators: the empty name.</summary>
    public const string Standard = "";

    /// <summary>Classical machine learning: tree ensembles, scalers, encoders, ZipMap.</summary>
    public const string Classical = "ai.onnx.ml";

    /// <summary>The additional operators of ONNX Runtime. Import it with <see cref="OnnxModelBuilder.Opset(string, int)"/>.</summary>
    public const string Microsoft = "com.microsoft";
}
