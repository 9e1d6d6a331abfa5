using System.Globalization;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.Cli.Output;

/// <summary>Texts for people.</summary>
internal static class PlainText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>A model's description must not control the terminal: nothing in it may move the cursor or break a line.</summary>
    public static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Replace("\r\n", " ", StringComparison.Ordinal).Select(c => char.IsControl(c) ? c is '\n' or '\t' ? ' ' : '?' : c)) : text;

    public static string Bytes(long bytes)
    {
        var unit = 0;
        var amount = (double)bytes;
        for (; amount >= 1024 && unit < Units.Length - 1; unit++) amount /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? amount : Math.Round(amount, 1)):0.#} {Units[unit]}");
    }

    /// <summary>As much of a digest as a person needs to see that versions differ.</summary>
    public static string? Short(string? digest) => digest is null ? null : digest.Length > 12 + ContentDigest.Prefix.Length ? digest[..(12 + ContentDigest.Prefix.Length)] : digest;

    public static string YesNo(bool value) => value ? "yes" : "no";

    public static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
