using System.Globalization;

namespace InferenceKit.Testing;

/// <summary>One dimension of a declared shape: a size, a symbol such as <c>batch</c>, or unknown.</summary>
/// <remarks>Converts from <see cref="long"/> (negative: unknown) and <see cref="string"/> (null or empty: unknown), so a shape reads <c>"batch", 16</c>.</remarks>
public readonly struct OnnxDimension : IEquatable<OnnxDimension>
{
    private readonly long _sizePlusOne;

    private OnnxDimension(long sizePlusOne, string? symbol)
    {
        _sizePlusOne = sizePlusOne;
        Symbol = symbol;
    }

    /// <summary>A dimension of unknown size without a name. This is also the default value.</summary>
    public static OnnxDimension Dynamic => default;

    /// <summary>The fixed size, or null where it is symbolic or unknown.</summary>
    public long? Size => _sizePlusOne == 0 ? null : _sizePlusOne - 1;

    /// <summary>The symbol that dimensions of equal size share, or null.</summary>
    public string? Symbol { get; }

    /// <summary>A dimension of this size; a negative one is unknown.</summary>
    public static implicit operator OnnxDimension(long size) => FromSize(size);

    /// <summary>A dimension with this symbol; null or empty is unknown.</summary>
    public static implicit operator OnnxDimension(string? symbol) => FromSymbol(symbol);

    /// <summary>Whether both are the same size, the same symbol, or both unknown.</summary>
    public static bool operator ==(OnnxDimension left, OnnxDimension right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    public static bool operator !=(OnnxDimension left, OnnxDimension right) => !left.Equals(right);

    /// <summary>A dimension of this size; a negative one is unknown.</summary>
    public static OnnxDimension FromSize(long size) => size < 0 ? Dynamic : new OnnxDimension(size + 1, null);

    /// <summary>A dimension with this symbol; null or empty is unknown.</summary>
    public static OnnxDimension FromSymbol(string? symbol) => string.IsNullOrEmpty(symbol) ? Dynamic : new OnnxDimension(0, symbol);

    /// <inheritdoc/>
    public bool Equals(OnnxDimension other) => _sizePlusOne == other._sizePlusOne && Symbol == other.Symbol;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OnnxDimension other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_sizePlusOne, Symbol);

    /// <summary>The size, the symbol, or <c>?</c>.</summary>
    public override string ToString() => Symbol ?? Size?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
