using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Faults;

/// <summary>Turns what ONNX Runtime throws out of a load into a reason that a person understands.</summary>
internal static class LoadFailure
{
    public static SessionLoadException Of(ModelId model, string path, Exception exception)
    {
        var text = OnnxErrors.TextOf(exception);
        var reason = exception is OnnxRuntimeException native ? Describe(OnnxErrors.CodeOf(native), text) : null;
        return new($"Model {model} cannot be loaded from '{path}': {(reason is null ? text : $"{reason} ONNX Runtime said: {text}")}", exception);
    }

    /// <summary>The reason, for people; null where the text has to speak for itself.</summary>
    internal static string? Describe(string code, string text)
    {
        if (Says(text, "No graph was found")) return "the file holds no graph; it may be cut off.";
        if (Says(text, "All ModelProtos MUST", "Missing opset in the model")) return "the model does not say which operator sets it uses.";
        if (Says(text, "Use external data")) return "the model is larger than the 2 GB that one file may have; export it with its weights as external data.";
        if (code == "InvalidProtobuf" || Says(text, "Protobuf parsing failed", "ModelProto")) return "the file is no ONNX model, or damaged or cut off.";
        if (Says(text, "external data", "external_data", "External data", "External initializer", "Random-access reads require a regular file")) return "the model keeps weights in other files, which are missing, damaged or outside its folder.";
        if (Says(text, "is under development", "only guarantees support for models stamped", "Unsupported model IR version"))
            return "the model needs a newer ONNX Runtime than this one; export it with an older opset or IR version.";
        if (Says(text, "is not a registered function/op", "No opset import for domain", "No Op registered", "Failed to find kernel", "Could not find an implementation"))
            return "the model uses an operator that this ONNX Runtime does not have.";
        if (Says(text, "Failed to construct locale")) return "the model needs a locale that this system does not have; install it (on Debian, the package 'locales-all').";
        if (code is "NoSuchFile" or "NoFile") return "a file is missing.";
        return code switch
        {
            "InvalidGraph" => "the graph is not valid.",
            "NotImplemented" => "the model uses something that this ONNX Runtime does not implement.",
            _ => null,
        };
    }

    private static bool Says(string text, params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
            if (text.Contains(phrase, StringComparison.Ordinal)) return true;
        return false;
    }
}
