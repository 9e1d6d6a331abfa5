using System.Text;
using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.Tests.ControlPlane.Repository.Manifests;

public sealed class ManifestRefusalTests
{
    private const string Digest = "0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "$: expected an object, but got an array of 0")]
    [InlineData("\uFEFF{}", "no JSON")]
    [InlineData("{} {}", "no JSON")]
    [InlineData("{\"schema\":1,}", "no JSON")]
    [InlineData("{\"schema\":1/**/}", "no JSON")]
    [InlineData("{}", "$: expected \"schema\": 1, but there is none")]
    [InlineData("{\"schema\":\"1\"}", "$.schema: expected 1, but got '1'")]
    [InlineData("{\"schema\":0}", "$.schema: expected 1, but got 0")]
    [InlineData("{\"schema\":2,\"new\":1}", "$.schema: it is of schema 2, and this version of InferenceKit reads 1")]
    [InlineData("{\"schema\":1,\"schema\":1}", "$.schema: this key comes twice")]
    [InlineData("{\"schema\":1,\"s\\u0063hema\":1}", "$.schema: this key comes twice")]
    [InlineData("{\"schema\":1}", "$: expected a key 'files'")]
    [InlineData("{\"schema\":1,\"files\":{},\"Model\":\"m\"}", "$.Model: this key is not known; known are schema, model")]
    [InlineData("{\"schema\":1,\"files\":{},\"a\\nb\":1}", "$['a?b']: this key is not known")]
    [InlineData("{\"schema\":1,\"files\":{},\"model\":\"../x\"}", "$.model: expected a model's name")]
    [InlineData("{\"schema\":1,\"files\":{},\"version\":3}", "$.version: expected a version, as in \"3\", but got 3")]
    [InlineData("{\"schema\":1,\"files\":{},\"created\":\"yesterday\"}", "$.created: expected a time in UTC")]
    [InlineData("{\"schema\":1,\"files\":{},\"created\":\"2026-01-31T12:00:00+01:00\"}", "$.created: expected a time in UTC")]
    [InlineData("{\"schema\":1,\"files\":{},\"description\":\"\\ud800\"}", "no valid Unicode")]
    [InlineData("{\"schema\":1,\"files\":{},\"metrics\":{\"auc\":\"high\"}}", "$.metrics.auc: expected a number")]
    [InlineData("{\"schema\":1,\"files\":{},\"metrics\":{\"auc\":1e999}}", "$.metrics.auc: expected a number")]
    [InlineData("{\"schema\":1,\"files\":{},\"properties\":{\"k\":1}}", "$.properties.k: expected a text, but got 1")]
    public void What_is_no_manifest_is_refused_and_said_where(string json, string problem) => AssertRefused(json, problem);

    [Theory]
    [InlineData("\"../model.onnx\":{}", "leads out of the version")]
    [InlineData("\"/etc/passwd\":{}", "is an absolute path")]
    [InlineData("\".hidden\":{}", "is hidden")]
    [InlineData("\"a\\\\b\":{}", "some systems do not allow")]
    [InlineData("\"manifest.json\":{}", "not among the files")]
    [InlineData("\"manifest.json.sig\":{}", "not among the files")]
    [InlineData("\"a\":{\"sha256\":\"\",\"bytes\":1}", "$.files.a.sha256: expected 64 hexadecimal digits in lower case, but got ''")]
    [InlineData("\"a\":{\"sha256\":\"" + Digest + "\"}", "there is no bytes")]
    [InlineData("\"a\":{\"bytes\":1}", "there is no sha256")]
    [InlineData("\"a\":{\"sha256\":\"" + Digest + "\",\"bytes\":-1}", "$.files.a.bytes: expected a number of bytes, but got -1")]
    [InlineData("\"a\":{\"sha256\":\"" + Digest + "\",\"bytes\":1.5}", "$.files.a.bytes: expected")]
    [InlineData("\"a.b\":{\"sha\":1}", "$.files['a.b'].sha: this key is not known; known are sha256, bytes")]
    [InlineData("\"a\":{\"sha256\":\"" + Digest + "\",\"bytes\":1},\"a\":{}", "$.files.a: this key comes twice")]
    public void Files_that_no_version_could_have_are_refused(string files, string problem) =>
        AssertRefused("{\"schema\":1,\"files\":{" + files + "}}", problem);

    [Theory]
    [InlineData("1", "$.samples[0].inputs.x: expected a tensor, a sequence, a map or null, but got another number")]
    [InlineData("{\"type\":\"float\",\"shape\":[1],\"data\":[1]}", "$.samples[0].inputs.x.type: expected one of undefined, float32")]
    [InlineData("{\"type\":\"float32\",\"data\":[1]}", "expected type, shape, and one of data and base64")]
    [InlineData("{\"type\":\"float32\",\"shape\":[1],\"data\":[1],\"base64\":\"\"}", "expected type, shape, and one of data and base64")]
    [InlineData("{\"type\":\"float32\",\"shape\":[2,2],\"data\":[1,2,3]}", "$.samples[0].inputs.x.data: expected 4 elements for the shape [2,2], but got 3")]
    [InlineData("{\"type\":\"float32\",\"shape\":[-1],\"data\":[]}", "$.samples[0].inputs.x.shape[0]: expected a size")]
    [InlineData("{\"type\":\"float32\",\"shape\":[4294967296,4294967296],\"data\":[]}", "more elements than 63 bits can count")]
    [InlineData("{\"type\":\"float32\",\"shape\":[2],\"data\":[1,\"7.5\"]}", "$.samples[0].inputs.x.data[1]: expected an element of float32, but got a text")]
    [InlineData("{\"type\":\"float32\",\"shape\":[1],\"data\":[1e39]}", "expected an element of float32, but got another number")]
    [InlineData("{\"type\":\"uint8\",\"shape\":[1],\"data\":[256]}", "expected an element of uint8, but got another number")]
    [InlineData("{\"type\":\"int64\",\"shape\":[1],\"data\":[1.5]}", "expected an element of int64")]
    [InlineData("{\"type\":\"bool\",\"shape\":[1],\"data\":[1]}", "expected an element of bool")]
    [InlineData("{\"type\":\"string\",\"shape\":[1],\"data\":[null]}", "expected an element of string")]
    [InlineData("{\"type\":\"float16\",\"shape\":[1],\"data\":[1]}", "expected base64, which alone float16 can be written in")]
    [InlineData("{\"type\":\"float32\",\"shape\":[1],\"base64\":\"AA==\"}", "expected 1 elements of 4 bytes for the shape [1], but got 1 bytes")]
    [InlineData("{\"type\":\"float32\",\"shape\":[1],\"base64\":\"*\"}", "$.samples[0].inputs.x.base64: expected base64")]
    [InlineData("{\"type\":\"bool\",\"shape\":[1],\"base64\":\"Ag==\"}", "expected bytes of 0 or 1")]
    [InlineData("{\"type\":\"string\",\"shape\":[1],\"base64\":\"\"}", "texts are not written in base64")]
    [InlineData("{\"type\":\"undefined\",\"shape\":[0],\"data\":[]}", "the elements of a tensor have a type")]
    [InlineData("{\"sequence\":[null]}", "$.samples[0].inputs.x.sequence[0]: expected a value, but got null")]
    [InlineData("{\"keys\":{\"type\":\"float32\",\"shape\":[0],\"data\":[]},\"values\":{\"type\":\"float32\",\"shape\":[0],\"data\":[]}}", "expected keys of string or int64")]
    [InlineData("{\"keys\":{\"type\":\"int64\",\"shape\":[0],\"data\":[]}}", "there is no values")]
    [InlineData("{\"keys\":{\"type\":\"int64\",\"shape\":[0],\"data\":[]},\"values\":{\"type\":\"int64\",\"shape\":[1],\"data\":[1]}}", "of rank 1 and one length")]
    public void Values_that_no_tensor_could_have_are_refused_without_being_repeated(string value, string problem) =>
        AssertRefused(WithSample("{\"name\":\"s\",\"inputs\":{\"x\":" + value + "},\"outputs\":{}}"), problem);

    [Theory]
    [InlineData("{\"inputs\":{},\"outputs\":{}}", "there is no name")]
    [InlineData("{\"name\":\"s\",\"outputs\":{}}", "there is no inputs")]
    [InlineData("{\"name\":\"s\",\"inputs\":{}}", "there is no outputs")]
    [InlineData("{\"name\":\"a\\u0007\",\"inputs\":{},\"outputs\":{}}", "none of them a control character")]
    [InlineData("{\"name\":\"s\",\"inputs\":{},\"outputs\":{},\"tolerance\":{\"absolute\":-1}}", "not negative")]
    [InlineData("{\"name\":\"s\",\"inputs\":{},\"outputs\":{},\"tolerance\":{\"relative\":\"NaN\"}}", "not negative")]
    [InlineData("{\"name\":\"s\",\"inputs\":{},\"outputs\":{}},{\"name\":\"s\",\"inputs\":{},\"outputs\":{}}", "a sample before it is called 's', too")]
    public void Samples_that_say_too_little_or_too_much_are_refused(string sample, string problem) => AssertRefused(WithSample(sample), problem);

    [Theory]
    [InlineData("{\"inputs\":[]}", "there is no outputs")]
    [InlineData("{\"inputs\":[{\"name\":\"x\"}],\"outputs\":[]}", "$.signature.inputs[0]: expected name, kind and type")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"kind\":\"tensor\",\"type\":\"int64\",\"shape\":[true]}],\"outputs\":[]}", "$.signature.inputs[0].shape[0]: expected a size")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"kind\":\"sequence\",\"type\":\"int64\"}],\"outputs\":[]}", "says what its items are")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"kind\":\"map\",\"type\":\"int64\",\"shape\":[]}],\"outputs\":[]}", "only a tensor has a shape")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"kind\":\"absent\",\"type\":\"int64\"}],\"outputs\":[]}", "expected tensor, sequence or map")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"kind\":\"tensor\",\"type\":\"int64\"},{\"name\":\"x\",\"kind\":\"tensor\",\"type\":\"int64\"}],\"outputs\":[]}", "the same name")]
    public void Signatures_that_no_model_could_have_are_refused(string signature, string problem) =>
        AssertRefused("{\"schema\":1,\"files\":{},\"signature\":" + signature + "}", problem);

    [Fact]
    public void Depth_size_and_numbers_have_limits()
    {
        AssertRefused("{\"schema\":1,\"files\":" + new string('[', 5000) + new string(']', 5000) + "}", "maximum configured depth of 16");
        AssertRefused(string.Concat(Enumerable.Repeat("{\"sequence\":[", 4000)), "no JSON");
        AssertRefused("{" + new string(' ', ManifestReader.MaxBytes) + "}", "are not read");
        AssertRefused("{\"schema\":1,\"files\":{" + string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"{i}\":{{\"sha256\":\"{Digest}\",\"bytes\":1}}")) + "}}", "at most 1000 files");
        AssertRefused(WithSample(string.Join(',', Enumerable.Range(0, 1001).Select(i => $"{{\"name\":\"{i}\",\"inputs\":{{}},\"outputs\":{{}}}}"))), "at most 1000 samples");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        var bytes = Encoding.UTF8.GetBytes("{\"schema\":1,\"files\":{},\"description\":\"?\"}");
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xff;
        Assert.Throws<InvalidDataException>(() => ModelManifest.Parse(bytes));
    }

    [Fact]
    public void Any_cut_and_any_wrong_byte_of_a_manifest_is_refused_or_read_but_nothing_worse()
    {
        var whole = Encoding.UTF8.GetBytes(WithSample("{\"name\":\"s\",\"inputs\":{\"x\":{\"type\":\"float32\",\"shape\":[1],\"data\":[1]}},\"outputs\":{\"y\":{\"sequence\":[]}}}"));
        Assert.Single(ModelManifest.Parse(whole).Samples);
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.Throws<InvalidDataException>(() => ModelManifest.Parse(whole.AsSpan(0, i)));
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = whole.ToArray();
                changed[i] ^= (byte)(1 << bit);
                try
                {
                    ModelManifest.Parse(changed);
                }
                catch (InvalidDataException)
                {
                }
            }
        }
    }

    private static string WithSample(string sample) => "{\"schema\":1,\"files\":{},\"samples\":[" + sample + "]}";

    private static void AssertRefused(string json, string problem)
    {
        var refused = Assert.Throws<InvalidDataException>(() => ModelManifest.Parse(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 1000, "A message has a limit, too.");
    }
}
