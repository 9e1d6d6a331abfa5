using System.Globalization;
using System.Text;
using CsCheck;
using InferenceKit.ControlPlane.Repository.Manifests;
using InferenceKit.Tests.Values;

namespace InferenceKit.Tests.ControlPlane.Repository.Manifests;

public sealed class ManifestRoundTripTests
{
    [Fact] public void Float32() => EveryTensor(ElementGenerators.Singles, Canonical);
    [Fact] public void Float64() => EveryTensor(ElementGenerators.Doubles, Canonical);
    [Fact] public void UInt8() => EveryTensor(Gen.Byte);
    [Fact] public void Int8() => EveryTensor(Gen.SByte);
    [Fact] public void UInt16() => EveryTensor(Gen.UShort);
    [Fact] public void Int16() => EveryTensor(Gen.Short);
    [Fact] public void UInt32() => EveryTensor(Gen.UInt);
    [Fact] public void Int32() => EveryTensor(Gen.Int);
    [Fact] public void UInt64() => EveryTensor(Gen.ULong);
    [Fact] public void Int64() => EveryTensor(Gen.Long);
    [Fact] public void Bool() => EveryTensor(Gen.Bool);
    [Fact] public void Float16() => EveryTensor(ElementGenerators.Halves);
    [Fact] public void BFloat16() => EveryTensor(ElementGenerators.BFloats);
    [Fact] public void Complex128() => EveryTensor(ElementGenerators.Complexes);

    [Fact]
    public void Complex64() => Gen.Byte.Array[8 * 3].Sample(bytes => AssertSame(TensorValue.CopyBytes(ElementType.Complex64, bytes, 3)), iter: 100);

    [Fact]
    public void Strings() => Gen.String.Array[0, 80].Sample(
        // Half a surrogate pair is no text that UTF-8 could hold.
        texts => AssertSame(TensorValue.Copy(texts.Select(t => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(t))).ToArray(), texts.Length)), iter: 100);

    [Fact]
    public void A_string_that_is_no_UTF8_is_refused_when_it_is_written()
    {
        var value = new TensorValue(ElementType.String, [1], 1, TensorBuffer.OfStrings([[0xff]]));
        Assert.Throws<InvalidDataException>(() => ManifestWriter.Write(With(value)));
    }

    [Fact]
    public void Sequences_maps_and_no_value()
    {
        var keys = TensorValue.Copy(["a", "b"], 2);
        var map = new MapValue(keys, TensorValue.Copy([1f, float.NaN], 2));
        AssertSame(map);
        AssertSame(new MapValue(TensorValue.Copy([1L, long.MinValue], 2), keys));
        AssertSame(new SequenceValue([map, map]));
        AssertSame(new SequenceValue([TensorValue.Copy([1f], 1), TensorValue.Copy(new float[100], 10, 10)]));
        AssertSame(new SequenceValue([]) { ElementType = ElementType.Int64 });
        AssertSame(InferenceValue.Absent);
        AssertSame(TensorValue.Copy([3f]));
    }

    [Fact]
    public void A_signature_of_every_kind_of_value()
    {
        var signature = Specs.Signature(
            [
                Specs.Floats("x", "batch", 16, null), Specs.UnknownRank("any"), Specs.OptionalFloats("k"), Specs.Map("map"),
                Specs.Tensor("t", ElementType.String), Specs.Tensor("undefined", ElementType.Undefined, 1),
            ],
            Specs.MapSequence("maps"), Specs.TensorSequence("tensors", ElementType.Int64));
        var read = Again(new ModelManifest { Signature = signature }).Signature!;
        Assert.Empty(signature.DifferencesFrom(read));
        Assert.Empty(read.DifferencesFrom(signature));
        Assert.Equal(signature.ToString(), read.ToString());
        Assert.Equal(signature.Inputs.Select(i => i.IsOptional), read.Inputs.Select(i => i.IsOptional));
    }

    [Fact]
    public void Everything_else_and_the_same_bytes_again()
    {
        var manifest = new ModelManifest
        {
            Model = "fraud",
            Version = ModelVersion.Parse("003"),
            Created = new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, TimeSpan.Zero),
            Description = "a \"quoted\" text\nof <two> lines, ü and 😀",
            DataSet = "payments",
            Commit = "abc",
            Metrics = new Dictionary<string, double> { ["z"] = double.NaN, ["auc"] = 0.1, ["loss"] = double.NegativeInfinity },
            Files = [new("model.onnx", 3, new string('a', 64)), new("b/ü", 0, new string('0', 64))],
            Samples = [new("one") { Tolerance = new(1e-3, 0) }, new("two")],
            Properties = new Dictionary<string, string> { ["k"] = "v", ["$odd key"] = "" },
        };
        var bytes = ManifestWriter.Write(manifest);
        var read = ModelManifest.Parse(bytes);
        Assert.Equal(bytes, ManifestWriter.Write(read));
        Assert.Equal(("fraud", "003", manifest.Created, manifest.Description), (read.Model, read.Version.ToString(), read.Created, read.Description));
        Assert.Equal(manifest.Metrics.OrderBy(m => m.Key), read.Metrics);
        Assert.Equal(manifest.Properties.OrderBy(m => m.Key, StringComparer.Ordinal), read.Properties);
        Assert.Equal(["b/ü", "model.onnx"], read.Files.Select(f => f.Name));
        Assert.Equal(new SampleTolerance(1e-3, 0), read.Samples[0].Tolerance);
        Assert.Null(read.Samples[1].Tolerance);
        var text = Encoding.UTF8.GetString(bytes);
        Assert.DoesNotContain('\r', text);
        Assert.StartsWith("{\n  \"schema\": 1,\n", text, StringComparison.Ordinal);
    }

    private static void EveryTensor<T>(Gen<T> elements, Func<T, T>? canonical = null) =>
        elements.Array[0, 100].Sample(
            data => AssertSame(TensorValue.Copy(canonical is null ? data : Array.ConvertAll(data, x => canonical(x)), data.Length)), iter: 200);

    // As a number NaN has no payload; in base64 it would keep it.
    private static float Canonical(float x) => float.IsNaN(x) ? float.NaN : x;

    private static double Canonical(double x) => double.IsNaN(x) ? double.NaN : x;

    private static void AssertSame(InferenceValue value)
    {
        var read = Again(With(value)).Samples[0];
        Assert.Equal(Describe(value), Describe(read.Inputs[0].Value));
        Assert.Equal(Describe(value), Describe(read.Outputs[0].Value));
    }

    private static ModelManifest With(InferenceValue value) =>
        new() { Samples = [new("s", new NamedValue("x", value)) { Outputs = [new("y", value)] }] };

    private static ModelManifest Again(ModelManifest manifest) => ModelManifest.Parse(ManifestWriter.Write(manifest));

    private static string Describe(InferenceValue value) => value switch
    {
        TensorValue { ElementType: ElementType.String } t => t + string.Join('|', Enumerable.Range(0, (int)t.Length).Select(t.GetString)),
        TensorValue t => t + Convert.ToHexString(t.AsBytes()),
        MapValue m => $"map {Describe(m.Keys)} {Describe(m.Values)}",
        SequenceValue s => string.Create(CultureInfo.InvariantCulture, $"sequence {(s.Items.Count == 0 ? s.ElementType : default)} {string.Join(' ', s.Items.Select(Describe))}"),
        _ => value.ToString()!,
    };
}
