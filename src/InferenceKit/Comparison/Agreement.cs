namespace InferenceKit;

/// <summary>How often two things agreed, with bounds for how often they do in the long run. Immutable.</summary>
/// <param name="Agreed">How often they did.</param>
/// <param name="Of">How often they were compared.</param>
public readonly record struct Agreement(long Agreed, long Of)
{
    /// <summary>The 97.5 % point of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The part that agreed, from 0 to 1; NaN where nothing was compared.</summary>
    public double Ratio => Of == 0 ? double.NaN : (double)Agreed / Of;

    /// <summary>
    /// The lower end of the 95 % interval of the ratio, by E. B. Wilson's score interval without correction for continuity (1927); 0 where
    /// nothing was compared.
    /// </summary>
    public double Lower => Agreed == 0 ? 0 : Math.Max(0, Centre - HalfWidth);

    /// <summary>The upper end of the same interval; 1 where nothing was compared.</summary>
    public double Upper => Agreed == Of ? 1 : Math.Min(1, Centre + HalfWidth);

    private double Centre => (Ratio + Z * Z / (2.0 * Of)) / (1 + Z * Z / Of);

    private double HalfWidth => Z / (1 + Z * Z / Of) * Math.Sqrt((Ratio * (1 - Ratio) + Z * Z / (4.0 * Of)) / Of);
}
