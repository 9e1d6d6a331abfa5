namespace InferenceKit;

/// <summary>Keys and, at the same index, their values. Immutable.</summary>
public sealed class MapValue : InferenceValue
{
    /// <summary>Makes a map.</summary>
    /// <param name="keys">A tensor of rank 1, of strings or 64-bit integers.</param>
    /// <param name="values">A tensor of rank 1 and the same length.</param>
    /// <exception cref="ArgumentException">Rank or length is wrong.</exception>
    public MapValue(TensorValue keys, TensorValue values)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        if (keys.Shape.Length != 1 || values.Shape.Length != 1 || keys.Shape[0] != values.Shape[0])
            throw new ArgumentException($"Keys [{string.Join(',', keys.Shape.ToArray())}] and values [{string.Join(',', values.Shape.ToArray())}] must be of rank 1 and of one length.", nameof(values));
        Keys = keys;
        Values = values;
    }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Map;

    /// <summary>The keys: strings or 64-bit integers.</summary>
    public TensorValue Keys { get; }

    /// <summary>The values, in the order of the keys.</summary>
    public TensorValue Values { get; }

    /// <summary>Types and length, as in <c>Map&lt;Int64,Float32&gt;[2]</c>; never keys or values.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Map<{Keys.ElementType},{Values.ElementType}>[{Keys.Length}]");

    internal override void Release()
    {
        Keys.Release();
        Values.Release();
    }

    internal override void Abandon()
    {
        Keys.Abandon();
        Values.Abandon();
    }

    internal override void Hold()
    {
        Keys.Hold();
        Values.Hold();
    }

    internal override void EndHold()
    {
        Keys.EndHold();
        Values.EndHold();
    }
}
