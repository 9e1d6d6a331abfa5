using System.Globalization;

namespace InferenceKit.Soak.Reporting;

/// <summary>Numbers for people: three digits that count.</summary>
internal static class Figure
{
    public static string Of(double value)
    {
        if (!double.IsFinite(value))
            return "-";
        if (value == 0)
            return "0";
        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return Math.Round(value, decimals).ToString("#,0.######", CultureInfo.InvariantCulture);
    }

    public static string WithSign(double value) => value > 0 ? "+" + Of(value) : Of(value);
}
