using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions;

/// <summary>Reads what ONNX Runtime says in an exception: its code is only in the text.</summary>
internal static partial class OnnxErrors
{
    /// <summary>The code, as in <c>InvalidProtobuf</c>; empty when the text has none.</summary>
    public static string CodeOf(OnnxRuntimeException exception)
    {
        const string Mark = "[ErrorCode:";
        var text = exception.Message;
        if (!text.StartsWith(Mark, StringComparison.Ordinal)) return "";
        var end = text.IndexOf(']', StringComparison.Ordinal);
        return end < 0 ? "" : text[Mark.Length..end];
    }

    /// <summary>The text on one line, without code, build paths, C++ signatures and stack traces.</summary>
    public static string TextOf(Exception exception)
    {
        var text = exception.Message;
        if (exception is OnnxRuntimeException && CodeOf((OnnxRuntimeException)exception) is { Length: > 0 } code)
            text = text["[ErrorCode:]".Length..][code.Length..];
        text = SourceLocation().Replace(text, "");
        text = Remainder().Replace(text, "");
        text = StackTrace().Replace(text, "");
        return WhiteSpace().Replace(text, " ").Trim();
    }

    // "/onnxruntime_src/.../file.cc:173 onnxruntime::common::Status onnxruntime::Name(args) const "
    [GeneratedRegex(@"(?:[A-Za-z]:)?[/\\][^\s:()]*\.(?:cc|cpp|h|hpp|cu)(?::\d+| \(\d+\))?(?:\s+[\w:<>&*,\s~]*::[\w~<>]+\([^)]*\)(?:\s*const)?(?:\s*\[[^\]]*\])?)?\s*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SourceLocation();

    // What a lambda's signature leaves behind, and a path that our own message names.
    [GeneratedRegex(@"::<lambda\([^)]*\)>\s*|Load model from .{1,4096}? failed:\s*", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex Remainder();

    [GeneratedRegex(@"Stacktrace:.*$", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex StackTrace();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WhiteSpace();
}
