using InferenceKit.Serving.Traffic;

namespace InferenceKit.Comparison;

/// <summary>How far a floating-point element may lie from the primary's: by absolute + relative * |primary|.</summary>
internal readonly record struct Tolerance(double Absolute, double Relative)
{
    /// <summary>What a shadow's policy says, and for what it leaves open what the test checkers of ONNX Runtime allow.</summary>
    public static Tolerance Of(ElementType type, ShadowPolicy policy)
    {
        var (absolute, relative) = type switch
        {
            ElementType.Float64 or ElementType.Complex128 => (1e-5, 1e-5),
            ElementType.Float16 => (0.0025, 0.001),
            ElementType.BFloat16 => (0.02, 0.01),
            _ => (1e-5, 1e-4),
        };
        return new(policy.AbsoluteTolerance ?? absolute, policy.RelativeTolerance ?? relative);
    }

    public double At(double primary) => Absolute + Relative * Math.Abs(primary);
}
