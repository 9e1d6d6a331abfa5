using System.Numerics;
using CsCheck;

namespace InferenceKit.Tests.Values;

/// <summary>Elements of the types that CsCheck has none for; of floats all bit patterns, NaN with payload included.</summary>
internal static class ElementGenerators
{
    public static Gen<float> Singles { get; } = Gen.UInt.Select(BitConverter.UInt32BitsToSingle);

    public static Gen<double> Doubles { get; } = Gen.ULong.Select(BitConverter.UInt64BitsToDouble);

    public static Gen<Half> Halves { get; } = Gen.UShort.Select(BitConverter.UInt16BitsToHalf);

    public static Gen<BFloat16> BFloats { get; } = Gen.UShort.Select(BFloat16.FromBits);

    public static Gen<Complex> Complexes { get; } = Gen.Select(Doubles, Doubles).Select((real, imaginary) => new Complex(real, imaginary));
}
