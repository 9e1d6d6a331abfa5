namespace InferenceKit;

/// <summary>What each row of one output must hold. Messages name the output and the position, never a value.</summary>
public sealed class OutputValidatorOptions
{
    /// <summary>Whether there may be no NaN and no infinity. <value>Default: false.</value></summary>
    public bool? Finite { get; set; }

    /// <summary>The least that an element may be; NaN is less. <value>Default: none.</value></summary>
    public double? Min { get; set; }

    /// <summary>The most that an element may be; NaN is more. <value>Default: none.</value></summary>
    public double? Max { get; set; }

    /// <summary>What the elements of a row add up to: 1 for probabilities. <value>Default: none.</value></summary>
    public double? Sum { get; set; }

    /// <summary>How far from <see cref="Sum"/> they may be. <value>Default: 0.001.</value></summary>
    public double? SumTolerance { get; set; }

    /// <summary>The elements that there may be: texts, or numbers. <value>Default: any.</value></summary>
    public IList<string> Labels { get; } = [];

    /// <summary>The shape of a row, as in <c>"3,224,224"</c>; <c>?</c> for any size. <value>Default: any.</value></summary>
    public string? Shape { get; set; }
}
