using System.Globalization;

namespace InferenceKit.Testing;

/// <summary>An answer of the library that is not the one of ONNX Runtime.</summary>
/// <param name="Way">How the request was sent, such as <c>typed, Batching:Mode=Auto, 16 callers</c>.</param>
/// <param name="Sample">Which sample it was, from 0; -1 where it was none in particular, as for a model that was not loaded.</param>
/// <param name="Message">What differed, for people. It may show numbers of outputs.</param>
public sealed record ConformanceDifference(string Way, int Sample, string Message)
{
    /// <summary>All of it, in a line.</summary>
    public override string ToString() =>
        Sample < 0 ? $"{Way}: {Message}" : string.Create(CultureInfo.InvariantCulture, $"{Way}, sample {Sample}: {Message}");
}
