using System.Globalization;

namespace InferenceKit.Configuration.Reading;

/// <summary>The kinds of values. All are read in the invariant culture.</summary>
internal static class ValueFormats
{
    public static string? Text(string text, out string value)
    {
        value = text;
        return null;
    }

    public static string? Address(string text, out Uri value)
    {
        var isOne = Uri.TryCreate(text, UriKind.Absolute, out var uri);
        value = uri!;
        return isOne ? null : "is no absolute address such as \"https://models.example.com/index.json\"";
    }

    public static string? Flag(string text, out bool value) =>
        bool.TryParse(text, out value) ? null : "is neither true nor false";

    public static string? Int32(string text, out int value)
    {
        var problem = Int64(text, out var wide);
        value = unchecked((int)wide);
        return problem ?? (value == wide ? null : "is out of the range of 32 bits");
    }

    public static string? Int64(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) ? null : "is not a whole number";

    public static string? Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) ? null : "is not a number";

    // Colons are required, because the framework reads "5" as five days, which is hardly ever meant.
    public static string? Duration(string text, out TimeSpan value) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value) && text.Contains(':', StringComparison.Ordinal)
            ? null
            : "is not a time span such as \"00:00:00.050\"";

    public static string? Choice<T>(string text, out T value) where T : struct, Enum
    {
        // Enum.TryParse would also take numbers and lists.
        var names = Enum.GetNames<T>();
        var index = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? default : Enum.GetValues<T>()[index];
        return index < 0 ? $"is none of {string.Join(", ", names)}" : null;
    }
}
