using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Faults;

/// <summary>Reads what ONNX Runtime says in an exception: its code is only in the text.</summary>
internal static partial class OnnxErrors
{
    private const string LoadBegins = "Load model from ", LoadEnds = " failed:";

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
        if (exception is OnnxRuntimeException native && CodeOf(native) is { Length: > 0 } code) text = text["[ErrorCode:]".Length..][code.Length..];
        return Clean(text);
    }

    /// <summary>A text of ONNX Runtime on one line, without build paths, C++ signatures and stack traces.</summary>
    public static string Clean(string text)
    {
        text = WithoutPath(text.TrimStart());
        text = SourceLocation().Replace(text, "");
        text = NestedCode().Replace(text, "");
        text = StackTrace().Replace(text, "");
        return WhiteSpace().Replace(text, " ").Trim();
    }

    /// <summary>Removed first, because our own message names the path: the end of "failed:" before a build path looks like the letter of a drive.</summary>
    private static string WithoutPath(string text)
    {
        if (!text.StartsWith(LoadBegins, StringComparison.Ordinal)) return text;
        var end = text.IndexOf(LoadEnds, StringComparison.Ordinal);
        return end < 0 ? text : text[(end + LoadEnds.Length)..];
    }

    // "/onnxruntime_src/…/file.cc:173 onnxruntime::common::Status onnxruntime::Name(args) const ", or "file.cc:173 Name ". The number of the line
    // tells both from the name of a node, as "/layer.h.0/MatMul", which must stay.
    [GeneratedRegex(
        """(?<![\w"'(])(?:(?:[A-Za-z]:)?[/\\][^\s:()"']*\.(?:cc|cpp|h|hpp|cu)(?::\d+| \(\d+\))(?:\s+[\w:<>&*,\s~]*::(?:[\w~]+|<lambda\([^)]*\)>)(?:::<lambda\([^)]*\)>)?(?:<[^>]*>)?\([^)]*\)(?:::<lambda\([^)]*\)>)?(?:\s*const)?(?:\s*\[with [^\]]*\])?)?|[\w-]+\.(?:cc|cpp|h|hpp|cu):\d+ \w+)\s*""",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SourceLocation();

    // "[ONNXRuntimeError] : 1 : FAIL : ", where one error contains another.
    [GeneratedRegex(@"\[ONNXRuntimeError\] : \d+ : \w+ : ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NestedCode();

    [GeneratedRegex(@"Stacktrace:.*$", RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex StackTrace();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WhiteSpace();
}
