namespace InferenceKit.Testing.Onnx.Graphs;

/// <summary>The fields of a model beside its graph.</summary>
internal sealed class ModelHeader
{
    public long IrVersion { get; set; } = 8;

    public string ProducerName { get; set; } = "InferenceKit.Testing";

    public string ProducerVersion { get; set; } = "";

    public long ModelVersion { get; set; }

    public string DocString { get; set; } = "";

    /// <summary>Ordered, so that the same calls give the same bytes.</summary>
    public SortedDictionary<string, int> Opsets { get; } = new(StringComparer.Ordinal)
    {
        [OnnxDomain.Standard] = 17,
        [OnnxDomain.Classical] = 3,
    };

    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);
}
