namespace InferenceKit;

/// <summary>
/// A "brain" float: the upper 16 bits of an IEEE 754 single (8 bits of exponent, 7 of mantissa).
/// Immutable; two bytes in memory, laid out as ONNX lays out <see cref="ElementType.BFloat16"/>.
/// </summary>
public readonly struct BFloat16 : IEquatable<BFloat16>
{
    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    /// <summary>Makes a value of its 16 bits.</summary>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>The 16 bits of this value.</summary>
    public ushort ToBits() => _bits;

    /// <summary>Rounds to the nearest value, ties to even; NaN stays NaN.</summary>
    public static BFloat16 FromSingle(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return new((ushort)((bits >> 16) | 0x40));
        var roundUp = 0x7FFFu + ((bits >> 16) & 1);
        return new((ushort)((bits + roundUp) >> 16));
    }

    /// <summary>The same value as a single; exact.</summary>
    public float ToSingle() => BitConverter.UInt32BitsToSingle((uint)_bits << 16);

    /// <summary>Rounds as <see cref="FromSingle"/> does.</summary>
    public static explicit operator BFloat16(float value) => FromSingle(value);

    /// <summary>The same value as a single; exact.</summary>
    public static explicit operator float(BFloat16 value) => value.ToSingle();

    /// <summary>Compares the bits: NaN equals itself, 0 and -0 differ.</summary>
    public bool Equals(BFloat16 other) => _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _bits;

    /// <inheritdoc/>
    public override string ToString() => ToSingle().ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Compares the bits.</summary>
    public static bool operator ==(BFloat16 left, BFloat16 right) => left.Equals(right);

    /// <summary>Compares the bits.</summary>
    public static bool operator !=(BFloat16 left, BFloat16 right) => !left.Equals(right);
}
