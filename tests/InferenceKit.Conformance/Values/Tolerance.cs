namespace InferenceKit.Conformance.Values;

/// <summary>How far a number may be from the expected one: <c>|actual - expected| &lt;= Absolute + Relative * |expected|</c>.</summary>
internal readonly record struct Tolerance(double Relative, double Absolute)
{
    /// <summary>The ONNX backend suite's own.</summary>
    public static Tolerance OnnxSuite { get; } = new(1e-3, 1e-7);

    /// <summary>Every bit must be the same, a NaN's too.</summary>
    public static Tolerance Exact { get; }

    /// <summary>Where memory lies decides in which order a reduction adds, and with it the last bits.</summary>
    public static Tolerance Rounding { get; } = new(1e-5, 1e-6);

    public bool IsExact => Relative == 0 && Absolute == 0;

    // Equality comes first: infinities have no difference, and NaN is what an operator may well be expected to give.
    public bool Accepts(double expected, double actual) =>
        expected.Equals(actual) || Math.Abs(actual - expected) <= Absolute + Relative * Math.Abs(expected);
}
