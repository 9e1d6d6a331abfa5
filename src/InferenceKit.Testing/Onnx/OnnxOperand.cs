namespace InferenceKit.Testing;

/// <summary>What a node takes as an input: the name of a tensor, a constant, or nothing.</summary>
/// <remarks>Converts from a name (<see cref="string"/>), an <see cref="OnnxTensor"/>, and arrays and scalars of <see cref="float"/> and <see cref="long"/>, and <see cref="bool"/>. A constant becomes an initializer with a name of its own.</remarks>
public readonly struct OnnxOperand
{
    private readonly string? _name;

    private OnnxOperand(string? name, OnnxTensor? constant)
    {
        _name = name;
        Constant = constant;
    }

    /// <summary>An optional input that is left out. This is also the default value.</summary>
    public static OnnxOperand None => default;

    /// <summary>The tensor's name; empty for a constant and for <see cref="None"/>.</summary>
    public string Name => _name ?? "";

    /// <summary>The constant, or null.</summary>
    public OnnxTensor? Constant { get; }

    /// <summary>Whether the input is left out.</summary>
    public bool IsNone => Name.Length == 0 && Constant is null;

    /// <summary>The tensor of this name; null or empty leaves the input out.</summary>
    public static implicit operator OnnxOperand(string? name) => new(name, null);

    /// <summary>A constant; null leaves the input out.</summary>
    public static implicit operator OnnxOperand(OnnxTensor? constant) => new(null, constant);

    /// <summary>A constant vector.</summary>
    public static implicit operator OnnxOperand(float[] values) => new(null, values);

    /// <summary>A constant vector.</summary>
    public static implicit operator OnnxOperand(long[] values) => new(null, values);

    /// <summary>A constant matrix.</summary>
    public static implicit operator OnnxOperand(float[,] values) => new(null, values);

    /// <summary>A constant scalar.</summary>
    public static implicit operator OnnxOperand(float value) => new(null, value);

    /// <summary>A constant scalar.</summary>
    public static implicit operator OnnxOperand(long value) => new(null, value);

    /// <summary>A constant truth value.</summary>
    public static implicit operator OnnxOperand(bool value) => new(null, OnnxTensor.Scalar(value));
}
