using System.Globalization;
using InferenceKit.Conformance.Protobuf;

namespace InferenceKit.Conformance.Cases;

/// <summary>A folder with a model and sets of inputs with the outputs expected for them, as the ONNX suite lays it out.</summary>
internal sealed record ModelCase(string Name, string Folder)
{
    public string ModelPath => Path.Combine(Folder, "model.onnx");

    /// <summary>Reads every set. File number k belongs to the k-th input that has no initializer, and to the k-th output.</summary>
    public IReadOnlyList<DataSet> ReadDataSets()
    {
        var (inputs, outputs) = ModelProto.Read(File.ReadAllBytes(ModelPath));
        return [.. Directory.GetDirectories(Folder, "test_data_set_*")
            .Order(StringComparer.Ordinal)
            .Select(set => new DataSet(Path.GetFileName(set), Read(set, "input", inputs), Read(set, "output", outputs)))];
    }

    private static List<NamedCaseValue> Read(string set, string kind, IReadOnlyList<GraphValue> declared)
    {
        var values = new List<NamedCaseValue>();
        for (var i = 0; i < declared.Count; i++)
        {
            var path = Path.Combine(set, string.Create(CultureInfo.InvariantCulture, $"{kind}_{i}"));
            if (File.Exists(path + ".pb"))
                values.Add(new(declared[i].Name, ValueProto.Read(File.ReadAllBytes(path + ".pb"), declared[i])));
            else if (File.Exists(path + ".json"))
                values.Add(new(declared[i].Name, JsonMaps.Read(File.ReadAllBytes(path + ".json"), declared[i])));
        }
        return values;
    }
}
