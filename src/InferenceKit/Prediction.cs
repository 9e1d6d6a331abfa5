using System.Runtime.InteropServices;

namespace InferenceKit;

/// <summary>A typed answer and what is known of it.</summary>
/// <typeparam name="T">The type that the codec decodes to.</typeparam>
[StructLayout(LayoutKind.Auto)]
public readonly struct Prediction<T>
{
    internal Prediction(T value, in InferenceInfo info)
    {
        Value = value;
        Info = info;
    }

    /// <summary>The decoded answer.</summary>
    public T Value { get; }

    /// <summary>Model, version, timing.</summary>
    public InferenceInfo Info { get; }

    /// <summary>The decoded answer.</summary>
    public static implicit operator T(Prediction<T> prediction) => prediction.Value;
}
