using System.Globalization;

namespace InferenceKit;

/// <summary>
/// A request whose answers by a model and by its shadow lie far apart. It holds copies of the values, and what a redaction leaves of
/// them. Immutable.
/// </summary>
public sealed record ShadowExample
{
    /// <summary>When they were compared.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<NamedValue> Inputs { get; init; } = [];

    /// <summary>The model's outputs; none where it failed.</summary>
    public IReadOnlyList<NamedValue> Primary { get; init; } = [];

    /// <summary>The shadow's outputs; none where it failed.</summary>
    public IReadOnlyList<NamedValue> Shadow { get; init; } = [];

    /// <summary>
    /// How far they lie apart, for an order among examples: the most of any element. Of floating-point numbers it is the difference in
    /// tolerances, so that more than 1 is beyond; of other numbers 1 + the difference; of texts and truth values 1 + how many differ; infinite
    /// where types, shapes or names of outputs differ, a finite number stands against none, or one of the two failed.
    /// </summary>
    public double Distance { get; init; }

    /// <summary>Time and distance; never a value.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time:u}: {Distance:G3}");
}
