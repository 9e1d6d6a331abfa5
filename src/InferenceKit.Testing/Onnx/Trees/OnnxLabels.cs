namespace InferenceKit.Testing;

/// <summary>A list of labels of one type: integers, texts or numbers. Converts from arrays of <see cref="long"/>, <see cref="string"/> and <see cref="float"/>.</summary>
public sealed class OnnxLabels
{
    private readonly Array _values;

    private OnnxLabels(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
    }

    /// <summary>How many labels there are.</summary>
    public int Count => _values.Length;

    /// <summary>Their type: <see cref="ElementType.Int64"/>, <see cref="ElementType.String"/> or <see cref="ElementType.Float32"/>.</summary>
    public ElementType Element => _values switch
    {
        long[] => ElementType.Int64,
        string[] => ElementType.String,
        _ => ElementType.Float32,
    };

    /// <summary>Integer labels.</summary>
    public static implicit operator OnnxLabels(long[] values) => new(values);

    /// <summary>Text labels.</summary>
    public static implicit operator OnnxLabels(string[] values) => new(values);

    /// <summary>Numbers, for <see cref="OnnxGraphBuilder{TSelf}.LabelEncoder"/>.</summary>
    public static implicit operator OnnxLabels(float[] values) => new(values);

    internal OnnxAttribute ToAttribute(string integers, string texts, string? numbers = null) => _values switch
    {
        long[] values => OnnxAttribute.Of(integers, values),
        string[] values => OnnxAttribute.Of(texts, values),
        float[] values when numbers is not null => OnnxAttribute.Of(numbers, values),
        _ => throw new ArgumentException("Class labels are integers or texts."),
    };

    /// <summary>The attribute for one value that stands in for keys that are missing.</summary>
    internal OnnxAttribute ToDefaultOf(OnnxLabels values)
    {
        if (Count != 1 || Element != values.Element)
            throw new ArgumentException($"The default must be one {values.Element} value, as the values are, but {Count} of {Element} came.");

        return _values switch
        {
            long[] integers => OnnxAttribute.Of("default_int64", integers[0]),
            string[] texts => OnnxAttribute.Of("default_string", texts[0]),
            float[] numbers => OnnxAttribute.Of("default_float", numbers[0]),
            _ => throw new InvalidOperationException(),
        };
    }
}
