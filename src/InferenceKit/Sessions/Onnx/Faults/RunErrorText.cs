using System.Text.RegularExpressions;

namespace InferenceKit.Sessions.Onnx.Faults;

/// <summary>
/// Reduces what ONNX Runtime says of a run to operator, node, tensors and shapes. Its own texts repeat values of the input, as the index that a
/// Gather was given, and those belong neither into the message of a failure nor into a log.
/// </summary>
internal static partial class RunErrorText
{
    public const string LeftOut = "what ONNX Runtime says is left out, as it may repeat values of the input (Execution:IncludeRuntimeErrorText)";

    // A text about nested loops names each of their nodes. This many are kept.
    private const int MaxDepth = 4;

    /// <summary>Reduces a text that <see cref="OnnxErrors.Clean"/> has returned.</summary>
    public static string Reduce(string text) => Reduce(text, depth: 0);

    private static string Reduce(string text, int depth)
    {
        if (depth < MaxDepth && Node().Match(text) is { Success: true } node)
            return $"operator {node.Groups["op"].Value}, node '{node.Groups["name"].Value}': {Reduce(node.Groups["detail"].Value, depth + 1)}";
        string? harmless = null;
        foreach (var match in Harmless().EnumerateMatches(text))
        {
            var part = text.AsSpan(match.Index, match.Length).TrimEnd();
            harmless = harmless is null ? part.ToString() : $"{harmless}, {part}";
        }
        return harmless ?? LeftOut;
    }

    [GeneratedRegex(
        @"^Non-zero status code returned while running (?<op>\S+) node\. Name:'(?<name>.*?)' Status Message: (?<detail>.*)$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex Node();

    // Sentences of which every word is known, and with them names of tensors, element types, shapes and amounts of memory. A shape that is asked for
    // is an input of Reshape, so that it is left out.
    [GeneratedRegex(
        """
        ^Got\ invalid\ dimensions\ for\ input:\ .*\ for\ the\ following\ indices(?:\ index:\ \d+\ Got:\ -?\d+\ Expected:\ -?\d+)+
        | ^Invalid\ rank\ for\ input:\ .*\ Got:\ \d+\ Expected:\ \d+
        | ^Unexpected\ input\ data\ type\.\ Actual:\ \([^)]*\(\w+\)\)\ ?,\ expected:\ \([^)]*\(\w+\)\)
        | ^Tensor\ element\ data\ type\ discovered:\ \w+\ metadata\ expected:\ \w+
        | Missing\ Input:\ \S+
        | ^Invalid\ input\ name:\ \S+
        | Attempting\ to\ broadcast\ an\ axis\ by\ a\ dimension\ other\ than\ 1\.\ \d+\ by\ \d+
        | MatMul\ dimension\ mismatch
        | \b(?:Left|Right)Shape:\ ?\{[\d,]*\}
        | GEMM:\ Dimension\ mismatch,\ W:\ \{[\d,]*\}\ K:\ \d+\ N:\d+
        | Non\ concat\ axis\ dimensions\ must\ match:\ Axis\ \d+\ has\ mismatched\ dimensions\ of\ \d+\ and\ \d+
        | The\ input\ tensor\ cannot\ be\ reshaped\ to\ the\ requested\ shape\.\ Input\ shape:\ ?\{[\d,]*\}
        | OrtValue\ shape\ verification\ failed\.\ Current\ shape:\{[-\d,]*\}\ Requested\ shape:\{[-\d,]*\}
        | Expected\ shape\ from\ model\ of\ \{[-\d,]*\}\ does\ not\ match\ actual\ shape\ of\ \{[-\d,]*\}\ for\ output\ \S+
        | The\ output\ OrtValue\ provided\ for\ output\ '.*?'\ of\ node\ '.*?'\ \(\w+\)\ has\ shape\ \{[-\d,]*\}\ but\ the\ computed\ output\ shape\ for\ this\ run\ is\ \{[-\d,]*\}
        | Available\ memory\ of\ \d+\ is\ smaller\ than\ requested\ bytes\ of\ \d+
        | Failed\ to\ allocate\ memory
        | indices\ element\ out\ of\ data\ bounds
        | invalid\ index\ found
        | Depth\ is\ negative
        | 'axes'\ has\ an\ axis\ outside\ of\ the\ tensor\ dimension\ count
        | delta\ in\ Range\ operator\ can\ not\ be\ zero
        | Tile\ repeat\ value\ must\ be\ non-negative
        | invalid\ expand\ shape
        | Invalid\ value\ in\ 'split'
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline, 1000)]
    private static partial Regex Harmless();
}
