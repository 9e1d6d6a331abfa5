using InferenceKit.Testing.Onnx.Graphs;
using InferenceKit.Testing.Onnx.Serialization;

namespace InferenceKit.Testing;

/// <summary>Builds a real ONNX model in a few lines, without Python and without protobuf packages.</summary>
/// <remarks>
/// By default a model has opset 17, ai.onnx.ml 3 and IR version 8, which every ONNX Runtime since 1.12 reads. Not thread-safe.
/// <code>
/// byte[] model = OnnxModelBuilder.Create("doubled")
///     .Input("x", ElementType.Float32, "batch", 3)
///     .Mul("x", 2f, "y")
///     .Output("y", ElementType.Float32, "batch", 3)
///     .Build();
/// </code>
/// </remarks>
public sealed class OnnxModelBuilder : OnnxGraphBuilder<OnnxModelBuilder>
{
    private readonly ModelHeader _header = new();

    private OnnxModelBuilder(string graphName)
        : base(graphName)
    {
    }

    /// <summary>Begins a model.</summary>
    /// <param name="graphName">The name of its graph, which hosts can read as metadata.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public static OnnxModelBuilder Create(string graphName = "graph") => new(graphName);

    /// <summary>Sets the version of the standard operators; 17 by default.</summary>
    public OnnxModelBuilder Opset(int version) => Opset(OnnxDomain.Standard, version);

    /// <summary>Sets the version of a domain's operators, which also imports the domain. By default the standard ones are 17 and ai.onnx.ml is 3.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="domain"/> is null.</exception>
    public OnnxModelBuilder Opset(string domain, int version)
    {
        ArgumentNullException.ThrowIfNull(domain);
        _header.Opsets[domain] = version;
        return this;
    }

    /// <summary>Sets the version of the file format; 8 by default.</summary>
    public OnnxModelBuilder IrVersion(long version)
    {
        _header.IrVersion = version;
        return this;
    }

    /// <summary>Sets what made the model; <c>InferenceKit.Testing</c> by default.</summary>
    public OnnxModelBuilder Producer(string name, string version = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(version);
        _header.ProducerName = name;
        _header.ProducerVersion = version;
        return this;
    }

    /// <summary>Sets the model's own version number; 0 by default.</summary>
    public OnnxModelBuilder ModelVersion(long version)
    {
        _header.ModelVersion = version;
        return this;
    }

    /// <summary>Sets the text that describes the model.</summary>
    public OnnxModelBuilder DocString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _header.DocString = text;
        return this;
    }

    /// <summary>Adds a custom metadata entry, or replaces the one of this key.</summary>
    /// <exception cref="ArgumentException">The key is null or empty, or the value is null.</exception>
    public OnnxModelBuilder Metadata(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        _header.Metadata[key] = value;
        return this;
    }

    /// <summary>Checks that the names fit together and writes the model. The builder can still be used after that.</summary>
    /// <returns>The bytes of an <c>.onnx</c> file.</returns>
    /// <exception cref="InvalidOperationException">A name has no source or two, a domain is not imported, or a form of an operator needs a later opset; the message lists every mistake.</exception>
    public byte[] Build()
    {
        var problems = ModelCheck.Run(Content, _header.Opsets);
        if (problems.Count > 0)
            throw new InvalidOperationException($"The model '{Content.Name}' does not hold together:{Environment.NewLine}- {string.Join(Environment.NewLine + "- ", problems)}");

        return BuildUnchecked();
    }

    /// <summary>Writes the model as it is, for tests with broken models.</summary>
    /// <returns>The bytes of an <c>.onnx</c> file.</returns>
    public byte[] BuildUnchecked() => ModelWriter.Write(_header, Content);

    /// <summary>Builds the model into a file; missing folders are created, and an existing file is replaced.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Build"/>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var model = Build();
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);

        File.WriteAllBytes(path, model);
    }
}
