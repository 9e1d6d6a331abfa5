using System.Globalization;

namespace InferenceKit.Soak.Models;

/// <summary>
/// A model whose right answer is known: its result for a row plus the number of its version, so that an answer
/// shows which version gave it.
/// </summary>
/// <param name="name">The name that it is served by.</param>
/// <param name="rows">Inputs that callers choose from.</param>
/// <param name="plain">What it says of a row, without the version.</param>
/// <param name="build">The ONNX file of a version.</param>
/// <param name="versionWeight">What a version's number is multiplied by before it is added.</param>
internal sealed class SoakModel(string name, float[][] rows, Func<float[], float> plain, Func<long, byte[]> build, int versionWeight = 1)
{
    // Sums in another order differ in the last bits, and the numbers of versions take some of them.
    private const float Absolute = 1e-3f;
    private const float Relative = 1e-5f;

    private readonly float[] _plain = [.. rows.Select(plain)];

    public string Name => name;

    public float[][] Rows => rows;

    public int Width => rows[0].Length;

    public byte[] Build(long version) => build(version);

    /// <summary>What a version says of one of <see cref="Rows"/>.</summary>
    public float Expected(int row, long version) => _plain[row] + (versionWeight * version);

    /// <summary>What a version says of another model's row.</summary>
    public float ExpectedOf(float[] row, long version) => plain(row) + (versionWeight * version);

    /// <summary>The version whose answer this would be.</summary>
    public long VersionOf(int row, float answer)
    {
        var version = Math.Round(answer - _plain[row]);
        return double.IsFinite(version) ? (long)version : 0;
    }

    public static bool AreEqual(float actual, float expected) => Math.Abs(actual - expected) <= Absolute + (Relative * Math.Abs(expected));

    /// <summary>What would have been right, for a message.</summary>
    public static string Describe(float actual, float expected) =>
        string.Create(CultureInfo.InvariantCulture, $"{actual} instead of {expected}");
}
