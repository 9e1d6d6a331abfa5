using System.Globalization;
using System.Text;

namespace InferenceKit.Testing;

/// <summary>What <see cref="ModelConformance"/> found. Immutable.</summary>
public sealed class ConformanceResult
{
    private const int Shown = 20;

    internal ConformanceResult(long answers, long failures, long differing, IReadOnlyList<ConformanceDifference> differences)
    {
        Answers = answers;
        Failures = failures;
        Differing = differing;
        Differences = differences;
    }

    /// <summary>How many answers were compared.</summary>
    public long Answers { get; }

    /// <summary>How many of them were failures; where they are as many as the answers, the samples suit neither the model nor the codec.</summary>
    public long Failures { get; }

    /// <summary>How many of them differed.</summary>
    public long Differing { get; }

    /// <summary>Differences, the first 100 of each way of sending requests.</summary>
    public IReadOnlyList<ConformanceDifference> Differences { get; }

    /// <summary>Whether every answer is that of ONNX Runtime.</summary>
    public bool Conforms => Differences.Count == 0;

    /// <summary>Throws where an answer differed, with the differences as the message.</summary>
    /// <exception cref="ConformanceException">An answer differed.</exception>
    public void ThrowIfDifferent()
    {
        if (!Conforms) throw new ConformanceException(this);
    }

    /// <summary>What was found, for people: a line, and one for each of the first differences.</summary>
    public override string ToString()
    {
        if (Conforms) return string.Create(CultureInfo.InvariantCulture, $"All of {Answers:N0} answers are those of ONNX Runtime, {Failures:N0} of them failures.");
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Differing:N0} of {Answers:N0} answers are not those of ONNX Runtime:");
        foreach (var difference in Differences.Take(Shown)) text.AppendLine().Append("- ").Append(difference);
        if (Differing > Shown) text.AppendLine().Append(CultureInfo.InvariantCulture, $"- and {Differing - Math.Min(Shown, Differences.Count):N0} more");
        return text.ToString();
    }
}
