namespace InferenceKit;

/// <summary>
/// How far an output may be from the expected one: by <see cref="Absolute"/> + <see cref="Relative"/> × |expected| in each
/// element, the rule of <c>numpy.allclose</c>. NaN equals NaN, infinities equal themselves. Of whole numbers the absolute part
/// alone counts; text and truth values must be equal. Immutable.
/// </summary>
/// <param name="Absolute">In the unit of the output; not negative.</param>
/// <param name="Relative">A fraction of the expected value; not negative.</param>
public readonly record struct SampleTolerance(double Absolute, double Relative)
{
    /// <summary>
    /// What an output is given when the manifest says nothing: the relative part of the ONNX backend suite, because another processor has
    /// other kernels (a small convolutional network was seen to differ by 6e-5 of an output); far less than another model's
    /// answer. Float32: 1e-4 and 1e-3; Float64: 1e-7 and 1e-6; Float16: 1e-2 and 1e-2; BFloat16, with 8 bits:
    /// 1e-2 and 1.6e-2; complex numbers as their parts; everything else: exact.
    /// </summary>
    /// <param name="elementType">The type of the output's elements.</param>
    public static SampleTolerance DefaultFor(ElementType elementType) => elementType switch
    {
        ElementType.Float32 or ElementType.Complex64 => new(1e-4, 1e-3),
        ElementType.Float64 or ElementType.Complex128 => new(1e-7, 1e-6),
        ElementType.Float16 => new(1e-2, 1e-2),
        ElementType.BFloat16 => new(1e-2, 1.6e-2),
        _ => default,
    };

    /// <summary>Null, or what is wrong with it, for people.</summary>
    internal string? FindProblem() =>
        double.IsFinite(Absolute) && Absolute >= 0 && double.IsFinite(Relative) && Relative >= 0
            ? null
            : "a tolerance is a number that is not negative";
}
