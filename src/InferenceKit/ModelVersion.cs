using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace InferenceKit;

/// <summary>
/// The version of a model: opaque text, ordered by number where it is one. Zero-padded numbers keep
/// their text ("0003") but compare and sort as numbers; numbers sort after all other texts, so that
/// <c>latest</c> is the highest number where there is any. Immutable.
/// </summary>
public readonly struct ModelVersion : IEquatable<ModelVersion>, IComparable<ModelVersion>, IParsable<ModelVersion>
{
    private readonly string? _text;
    private readonly long _number;

    private ModelVersion(string text, long number)
    {
        _text = text;
        _number = number;
    }

    /// <summary>Makes a version of a number; the text is the number in decimal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static ModelVersion FromNumber(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new(number.ToString(CultureInfo.InvariantCulture), number);
    }

    /// <summary>Reads a version; the text must match <c>^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$</c>.</summary>
    /// <exception cref="FormatException">The text is no valid version.</exception>
    public static ModelVersion Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var version)
            ? version
            : throw new FormatException($"'{s}' is not a model version: {ModelName.Rule}");

    /// <summary>As <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ModelVersion result)
    {
        if (!ModelName.IsValid(s))
        {
            result = default;
            return false;
        }
        var number = long.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1;
        result = new(s, number);
        return true;
    }

    /// <summary>The version as a number, where it is one of at most 63 bits.</summary>
    public bool TryGetNumber(out long number)
    {
        number = _number;
        return _text is not null && _number >= 0;
    }

    private bool IsNumber => _text is not null && _number >= 0;

    /// <summary>Numbers are equal by value ("3" equals "0003"), other texts by ordinal comparison.</summary>
    public bool Equals(ModelVersion other) =>
        IsNumber ? other.IsNumber && _number == other._number
                 : !other.IsNumber && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ModelVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _text is null ? 0 : IsNumber ? _number.GetHashCode() : string.GetHashCode(_text, StringComparison.Ordinal);

    /// <summary>Orders numbers by value and after every other text.</summary>
    public int CompareTo(ModelVersion other)
    {
        if (IsNumber && other.IsNumber) return _number.CompareTo(other._number);
        if (IsNumber != other.IsNumber) return IsNumber ? 1 : -1;
        return string.CompareOrdinal(_text, other._text);
    }

    /// <summary>The text it was read from.</summary>
    public override string ToString() => _text ?? "";

    /// <summary>Equality as <see cref="Equals(ModelVersion)"/> says.</summary>
    public static bool operator ==(ModelVersion left, ModelVersion right) => left.Equals(right);

    /// <summary>Equality as <see cref="Equals(ModelVersion)"/> says.</summary>
    public static bool operator !=(ModelVersion left, ModelVersion right) => !left.Equals(right);

    /// <summary>Order as <see cref="CompareTo"/> says.</summary>
    public static bool operator <(ModelVersion left, ModelVersion right) => left.CompareTo(right) < 0;

    /// <summary>Order as <see cref="CompareTo"/> says.</summary>
    public static bool operator >(ModelVersion left, ModelVersion right) => left.CompareTo(right) > 0;

    /// <summary>Order as <see cref="CompareTo"/> says.</summary>
    public static bool operator <=(ModelVersion left, ModelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Order as <see cref="CompareTo"/> says.</summary>
    public static bool operator >=(ModelVersion left, ModelVersion right) => left.CompareTo(right) >= 0;
}
