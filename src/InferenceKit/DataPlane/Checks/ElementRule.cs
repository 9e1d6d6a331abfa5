using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Checks;

/// <summary>What a rule says of the elements of a row. Messages name the place, never a value.</summary>
internal sealed class ElementRule
{
    private readonly bool _isFinite;
    private readonly bool _hasRange;
    private readonly double _min;
    private readonly double _max;
    private readonly double? _sum;
    private readonly double _tolerance;
    private readonly byte[][]? _labels;
    private readonly double[]? _numbers;

    public ElementRule(OutputRule rule)
    {
        (_min, _max) = (rule.Min ?? double.NegativeInfinity, rule.Max ?? double.PositiveInfinity);
        _hasRange = rule.Min is not null || rule.Max is not null;
        (_sum, _tolerance) = (rule.Sum, rule.SumTolerance);
        _isFinite = rule.Finite || _sum is not null;
        if (rule.Labels.IsEmpty) return;
        _labels = [.. rule.Labels.Select(Encoding.UTF8.GetBytes)];
        _numbers = [.. rule.Labels.Select(l => double.TryParse(l, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)];
    }

    public static string NoLabel(int index) => $"has an element that is none of its labels, at {index}";

    public bool IsLabel(ReadOnlySpan<byte> text)
    {
        if (_labels is null) return true;
        foreach (var label in _labels)
            if (text.SequenceEqual(label)) return true;
        return false;
    }

    /// <returns>Null, or what is wrong with the row, for people.</returns>
    public string? FindProblem(ElementType type, ReadOnlySpan<byte> row) => type switch
    {
        ElementType.Float32 => Of<float>(row),
        ElementType.Float64 => Of<double>(row),
        ElementType.Float16 => Of<Half>(row),
        ElementType.BFloat16 => FindProblem<float>(Array.ConvertAll(MemoryMarshal.Cast<byte, BFloat16>(row).ToArray(), b => (float)b)),
        ElementType.Int64 => Of<long>(row),
        ElementType.Int32 => Of<int>(row),
        ElementType.Int16 => Of<short>(row),
        ElementType.Int8 => Of<sbyte>(row),
        ElementType.UInt64 => Of<ulong>(row),
        ElementType.UInt32 => Of<uint>(row),
        ElementType.UInt16 => Of<ushort>(row),
        ElementType.UInt8 => Of<byte>(row),
        _ => null,
    };

    private string? Of<T>(ReadOnlySpan<byte> bytes) where T : unmanaged, INumberBase<T> => FindProblem(MemoryMarshal.Cast<byte, T>(bytes));

    private string? FindProblem<T>(ReadOnlySpan<T> row) where T : unmanaged, INumberBase<T>
    {
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++)
        {
            var element = double.CreateTruncating(row[i]);
            if (_isFinite && !double.IsFinite(element)) return $"is not finite at element {i}";
            // Not the other way round: NaN is in no range.
            if (_hasRange && !(element >= _min && element <= _max)) return $"is out of its range {Range} at element {i}";
            if (_numbers is not null && Array.IndexOf(_numbers, element) < 0) return NoLabel(i);
            sum += element;
        }
        return _sum is { } wanted && Math.Abs(sum - wanted) > _tolerance
            ? string.Create(CultureInfo.InvariantCulture, $"does not add up to {wanted} within {_tolerance}")
            : null;
    }

    private string Range => string.Create(CultureInfo.InvariantCulture, $"{_min} to {_max}");
}
