namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>The numbers that JSON has no numbers for, as texts.</summary>
internal static class NotFinite
{
    /// <summary>The text; null for a finite number.</summary>
    public static string? TextOf(double number) =>
        double.IsNaN(number) ? "NaN" : double.IsPositiveInfinity(number) ? "Infinity" : double.IsNegativeInfinity(number) ? "-Infinity" : null;

    public static bool TryParse(string? text, out double number)
    {
        number = text switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.NaN,
        };
        return text is "NaN" or "Infinity" or "-Infinity";
    }
}
