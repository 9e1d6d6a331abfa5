using InferenceKit.Comparison;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>A tally, and answers of one output <c>y</c> for it.</summary>
internal static class Answers
{
    public static ShadowPolicy Policy { get; } = new("next", null!);

    public static ShadowTally NewTally(ShadowPolicy? policy = null) => new("fraud", "next", policy ?? Policy);

    public static NamedValue[] Of<T>(T[] data, params long[] shape) => Of(TensorValue.Copy(data, shape.Length == 0 ? [1, data.Length] : shape));

    public static NamedValue[] Of(InferenceValue value) => [new("y", value)];

    public static ComparedPair Add(this ShadowTally tally, NamedValue[] primary, NamedValue[] shadow) => tally.Add(primary, shadow, null, null, default, default);

    public static ComparedPair Add(
        this ShadowTally tally, NamedValue[]? primary, NamedValue[]? shadow, InferenceFailure? primaryFailure, InferenceFailure? shadowFailure,
        TimeSpan primaryTime, TimeSpan shadowTime, bool hasRows = true)
    {
        if (primary is null || primaryFailure is not null || shadow is null) return tally.AddFailure(primary is null || primaryFailure is not null, shadowFailure);
        return tally.Add(PairOf(tally, primary, shadow, hasRows), primaryTime, shadowTime);
    }

    public static void AddNoise(this ShadowTally tally, NamedValue[] primary, NamedValue[] again, bool hasRows = true) =>
        tally.AddNoise(PairOf(tally, primary, again, hasRows));

    private static PairOutputs PairOf(ShadowTally tally, NamedValue[] primary, NamedValue[] shadow, bool hasRows)
    {
        var pair = tally.NewPair();
        pair.Compare(primary, shadow, hasRows);
        return pair;
    }

    /// <summary>What one pair comes to.</summary>
    public static (ComparedPair Pair, ShadowOutputReport Report) Compare(InferenceValue primary, InferenceValue shadow, ShadowPolicy? policy = null)
    {
        var tally = NewTally(policy);
        var pair = tally.Add(Of(primary), Of(shadow));
        return (pair, Assert.Single(tally.Report().Outputs));
    }

    public static (ComparedPair Pair, ShadowOutputReport Report) Compare<T>(T[] primary, T[] shadow, ShadowPolicy? policy = null) =>
        Compare(Of(primary)[0].Value, Of(shadow)[0].Value, policy);
}
