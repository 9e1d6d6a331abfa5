using InferenceKit.Serving.Traffic;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>Floating-point elements of every type, just within and just beyond what is allowed.</summary>
public sealed class ToleranceTests
{
    // Allowed at a primary of 2: 1e-5 + 2e-4, 1e-5 + 2e-5, 0.0025 + 0.002, 0.02 + 0.02.
    [Theory]
    [InlineData(2, 2.0002, true)]
    [InlineData(2, 2.00022, false)]
    [InlineData(-2, -2.0002, true)]
    [InlineData(-2, -1.99978, false)]
    public void Singles(double primary, double shadow, bool isWithin) => Check([(float)primary], [(float)shadow], isWithin);

    [Theory]
    [InlineData(2, 2.0000299, true)]
    [InlineData(2, 2.0000301, false)]
    public void Doubles(double primary, double shadow, bool isWithin) => Check([primary], [shadow], isWithin);

    // Neighbours of 2 are 1/512 apart.
    [Theory]
    [InlineData(2, 2 + 2 / 512.0, true)]
    [InlineData(2, 2 + 3 / 512.0, false)]
    public void Halves(double primary, double shadow, bool isWithin) => Check([(Half)primary], [(Half)shadow], isWithin);

    // Neighbours of 2 are 1/64 apart, and its lower ones 1/128.
    [Theory]
    [InlineData(2, 2 + 2 / 64.0, true)]
    [InlineData(2, 2 + 3 / 64.0, false)]
    [InlineData(2, 2 - 5 / 128.0, true)]
    [InlineData(2, 2 - 6 / 128.0, false)]
    public void Brain_floats(double primary, double shadow, bool isWithin) =>
        Check([BFloat16.FromSingle((float)primary)], [BFloat16.FromSingle((float)shadow)], isWithin);

    [Theory]
    [InlineData(2, 2.0002, true)]
    [InlineData(2, 2.00022, false)]
    public void Complex_numbers_of_singles_by_their_parts(float primary, float shadow, bool isWithin)
    {
        var (pair, report) = Answers.Compare(Complex(1, primary), Complex(1, shadow));
        Assert.Equal((isWithin, 2, 0), (pair.IsEqual, report.Elements, report.Labels.Of));

        static TensorValue Complex(float real, float imaginary) =>
            TensorValue.CopyBytes(ElementType.Complex64, [.. BitConverter.GetBytes(real), .. BitConverter.GetBytes(imaginary)], 1);
    }

    [Theory]
    [InlineData(2.0000299, true)]
    [InlineData(2.0000301, false)]
    public void Complex_numbers_of_doubles_by_their_parts(double shadow, bool isWithin) =>
        Check([new System.Numerics.Complex(2, 1)], [new System.Numerics.Complex(shadow, 1)], isWithin);

    [Fact]
    public void What_a_policy_says_comes_first_and_each_part_alone()
    {
        Check([100f], [109f], true, Answers.Policy with { RelativeTolerance = 0.1 });
        Check([100f], [111f], false, Answers.Policy with { RelativeTolerance = 0.1 });
        Check([100f], [100.5f], true, Answers.Policy with { AbsoluteTolerance = 0.5 });
        Check([100f], [100.6f], false, Answers.Policy with { AbsoluteTolerance = 0.5 });
        Check([1f], [1f], true, Answers.Policy with { AbsoluteTolerance = 0, RelativeTolerance = 0 });
        Check([1f], [1.0000001f], false, Answers.Policy with { AbsoluteTolerance = 0, RelativeTolerance = 0 });
    }

    [Fact]
    public void The_tolerance_follows_the_primary_and_not_the_shadow()
    {
        var policy = Answers.Policy with { AbsoluteTolerance = 0, RelativeTolerance = 0.5 };
        Check([2f], [1f], true, policy);
        Check([1f], [2f], false, policy);
    }

    [Theory]
    [InlineData(double.NaN, double.NaN, true, 1, 1)]
    [InlineData(double.NaN, 1, false, 1, 0)]
    [InlineData(1, double.NaN, false, 0, 1)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, true, 0, 0)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, false, 0, 0)]
    [InlineData(double.PositiveInfinity, 1, false, 0, 0)]
    [InlineData(1, double.NegativeInfinity, false, 0, 0)]
    [InlineData(double.NaN, double.PositiveInfinity, false, 1, 0)]
    public void What_is_not_finite_equals_itself_and_has_no_difference(double primary, double shadow, bool isWithin, int primaryNaNs, int shadowNaNs)
    {
        Check([primary], [shadow], isWithin);
        Check([(float)primary], [(float)shadow], isWithin);
        Check([(Half)primary], [(Half)shadow], isWithin);
        Check([BFloat16.FromSingle((float)primary)], [BFloat16.FromSingle((float)shadow)], isWithin);
        var (pair, report) = Answers.Compare([primary], [shadow]);
        Assert.Equal(isWithin ? 0 : double.PositiveInfinity, pair.Distance);
        Assert.Equal((primaryNaNs, shadowNaNs), (report.PrimaryNaNs, report.ShadowNaNs));
        Assert.Null(report.LargestAbsoluteDifference);
        Assert.Null(report.MeanRelativeDifference);
    }

    private static void Check<T>(T[] primary, T[] shadow, bool isWithin, ShadowPolicy? policy = null)
    {
        var (pair, report) = Answers.Compare(primary, shadow, policy);
        Assert.Equal(isWithin, pair.IsEqual);
        Assert.Equal(new(isWithin ? 1 : 0, 1), report.Within);
    }
}
