namespace InferenceKit.Testing;

/// <summary>A model to check: bytes, a builder, or a file with the external data beside it. Each converts to it.</summary>
public readonly struct ConformanceModel
{
    private ConformanceModel(ReadOnlyMemory<byte> bytes, string? path) => (Bytes, Path) = (bytes, path);

    internal ReadOnlyMemory<byte> Bytes { get; }

    internal string? Path { get; }

    /// <summary>The bytes of an <c>.onnx</c> file.</summary>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public static implicit operator ConformanceModel(byte[] onnx) => FromBytes(onnx ?? throw new ArgumentNullException(nameof(onnx)));

    /// <summary>What a builder has so far.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="OnnxModelBuilder.Build"/>.</exception>
    public static implicit operator ConformanceModel(OnnxModelBuilder builder) => FromBuilder(builder);

    /// <summary>The path of an <c>.onnx</c> file.</summary>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    public static implicit operator ConformanceModel(string path) => FromFile(path);

    /// <summary>The bytes of an <c>.onnx</c> file.</summary>
    /// <param name="onnx">The bytes; not copied.</param>
    public static ConformanceModel FromBytes(ReadOnlyMemory<byte> onnx) => new(onnx, null);

    /// <summary>What a builder has so far.</summary>
    /// <param name="builder">The builder.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="OnnxModelBuilder.Build"/>.</exception>
    public static ConformanceModel FromBuilder(OnnxModelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new(builder.Build(), null);
    }

    /// <summary>A file.</summary>
    /// <param name="path">The path of an <c>.onnx</c> file.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    public static ConformanceModel FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(default, System.IO.Path.GetFullPath(path));
    }
}
