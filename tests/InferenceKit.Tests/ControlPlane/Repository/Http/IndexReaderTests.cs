using System.Text;
using InferenceKit.ControlPlane.Repository.Http;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>Indexes that somebody wrote who means no good, or made a mistake.</summary>
public sealed class IndexReaderTests
{
    private static readonly string Sha = new('a', 64);

    [Fact]
    public void Reads_what_it_is_for()
    {
        var index = Read(Index(File("model.onnx", path: "blobs/a b")));
        var version = Assert.Single(index.Models["FRAUD"].Versions);
        Assert.Equal(new IndexedFile(new("model.onnx", 123, Sha), "blobs/a b"), Assert.Single(version.Files));
        Assert.Equal("fraud/3/model.onnx", Read(Index(File("model.onnx"))).Models["fraud"].Versions[0].Files[0].Path);
    }

    [Fact]
    public void A_mark_of_the_byte_order_does_no_harm() => Read("\uFEFF" + Index(File("model.onnx")));

    [Theory]
    [InlineData("", "it is no valid JSON")]
    [InlineData("{", "it is no valid JSON")]
    [InlineData("{} {}", "it is no valid JSON")]
    [InlineData("""{"schema":1,"models":{},}""", "it is no valid JSON")]
    [InlineData("""{"schema":1,"models":{}} // all""", "it is no valid JSON")]
    [InlineData("""{"schema":1,"models":{"\ud800":{}}}""", "it is no valid JSON")]
    [InlineData(" \n<!DOCTYPE html><html>", "it is a page for people or XML, not JSON")]
    [InlineData("[]", "$ has to be an object")]
    [InlineData("{}", "$ has no 'schema'")]
    [InlineData("""{"schema":1}""", "$ has no 'models'")]
    [InlineData("""{"schema":"1","models":{}}""", "$.schema has to be a number")]
    [InlineData("""{"schema":1.5,"models":{}}""", "$.schema is not a whole number")]
    [InlineData("""{"schema":0,"models":{}}""", "$.schema is 0, and this version of InferenceKit reads 1: write the index anew")]
    [InlineData("""{"schema":2,"layers":[]}""", "$.schema is 2, and this version of InferenceKit reads 1: a newer InferenceKit is needed")]
    [InlineData("""{"schema":1,"models":{},"extra":1}""", "$.extra is not known here")]
    [InlineData("""{"schema":1,"models":{},"models":{}}""", "$.models stands there twice")]
    [InlineData("""{"schema":1,"models":{"a":{},"a":{}}}""", "$.models.a stands there twice")]
    [InlineData("""{"schema":1,"models":{"Fraud":{},"fraud":{}}}""", "$.models.fraud and 'Fraud' are one name")]
    [InlineData("""{"schema":1,"models":{"../etc":{}}}""", "$.models.../etc is not the name of a model")]
    [InlineData("""{"schema":1,"models":{"a":{"../1":{}}}}""", "$.models.a.../1 is not a version")]
    [InlineData("""{"schema":1,"models":{"a":{"3":null}}}""", "$.models.a.3 has to be an object")]
    public void What_is_no_index_is_refused_with_its_place(string json, string problem) =>
        Assert.StartsWith(problem, ProblemOf(json), StringComparison.Ordinal);

    [Theory]
    [InlineData("../model.onnx", "leads out of the version")]
    [InlineData("a/../../model.onnx", "leads out of the version")]
    [InlineData("/etc/passwd", "is an absolute path")]
    [InlineData("C:\\\\model.onnx", "has a character that some systems do not allow")]
    [InlineData("a//b", "has an empty segment")]
    [InlineData(".ssh/id", "is hidden")]
    [InlineData("con.onnx", "is reserved")]
    [InlineData("", "of 0 characters")]
    [InlineData("a\\u0000b", "has a control character")]
    public void A_name_of_a_file_that_leads_elsewhere_is_refused(string name, string problem)
    {
        var error = ProblemOf(Index(File(name)));
        Assert.StartsWith("$.models.fraud.3 has a file that cannot be one: ", error, StringComparison.Ordinal);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../other/model.onnx")]
    [InlineData("/model.onnx")]
    [InlineData("//evil.example.com/model.onnx")]
    [InlineData("https://evil.example.com/model.onnx")]
    [InlineData("\\\\\\\\evil\\\\model.onnx")]
    [InlineData("model.onnx?token=1")]
    [InlineData("model.onnx#part")]
    [InlineData("%2e%2e/model.onnx")]
    [InlineData("")]
    public void A_path_that_is_not_a_plain_one_below_the_index_is_refused(string path) =>
        Assert.StartsWith("$.models.fraud.3.model.onnx.path ", ProblemOf(Index(File("model.onnx", path: path))).Replace(".files.", ".", StringComparison.Ordinal), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"sha256\":\"AAAA\",\"bytes\":1", "sha256 is no SHA-256")]
    [InlineData("\"sha256\":1,\"bytes\":1", "sha256 has to be a text")]
    [InlineData("\"bytes\":1", "has no 'sha256'")]
    [InlineData("\"sha256\":\"{0}\"", "has no 'bytes'")]
    [InlineData("\"sha256\":\"{0}\",\"bytes\":-1", "bytes is no length")]
    [InlineData("\"sha256\":\"{0}\",\"bytes\":9e30", "bytes is not a whole number")]
    [InlineData("\"sha256\":\"{0}\",\"bytes\":9007199254740993", "bytes is no length")]
    [InlineData("\"sha256\":\"{0}\",\"bytes\":1,\"url\":\"x\"", "url is not known here")]
    public void A_file_without_length_and_digest_is_refused(string members, string problem) =>
        Assert.Contains(problem, ProblemOf(Index($"\"model.onnx\":{{{members.Replace("{0}", Sha, StringComparison.Ordinal)}}}", digest: "")), StringComparison.Ordinal);

    [Fact]
    public void A_digest_that_does_not_follow_from_the_files_is_refused() => Assert.StartsWith(
        $"$.models.fraud.3.digest is not that of its files, which is {ContentDigest.Of([new("model.onnx", 123, Sha)])}",
        ProblemOf(Index(File("model.onnx"), digest: "sha256:" + Sha)), StringComparison.Ordinal);

    [Fact]
    public void Two_spellings_of_a_version_are_refused() => Assert.Contains(
        "$.models.a.003 and '3' are the same version",
        ProblemOf(Models($"\"a\":{{\"3\":{Version},\"003\":{Version}}}")), StringComparison.Ordinal);

    [Fact]
    public void Depth_is_bounded() =>
        Assert.StartsWith("it is no valid JSON", ProblemOf(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))), StringComparison.Ordinal);

    [Fact]
    public void Numbers_of_members_versions_and_files_are_bounded()
    {
        var models = string.Join(',', Enumerable.Range(0, 10_001).Select(i => $"\"m{i}\":{{}}"));
        Assert.Contains("$.models has more than 10000 members", ProblemOf(Models(models)), StringComparison.Ordinal);
        var versions = string.Join(',', Enumerable.Range(0, 6_000).Select(i => $"\"{i}\":{Version}"));
        Assert.Contains("is one version more than the 10000", ProblemOf(Models($"\"a\":{{{versions}}},\"b\":{{{versions}}}")), StringComparison.Ordinal);
        var files = string.Join(',', Enumerable.Range(0, 1_001).Select(i => File($"f{i}")));
        Assert.Contains("has more than 1000 files", ProblemOf(Index(files)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_name_is_cut_where_it_is_told() =>
        Assert.InRange(ProblemOf(Models($"\"{new string('x', 5_000)}\":{{}}")).Length, 1, 300);

    [Fact]
    public async Task An_index_that_is_too_long_is_not_read_to_its_end()
    {
        using var rig = new HttpRepositoryRig();
        rig.Files[HttpRepositoryRig.Index] = new byte[IndexDocument.MaxBytes + 1_000_000];
        Assert.Contains("is longer than the 16777216 bytes", await rig.ListErrorAsync(), StringComparison.Ordinal);
        rig.Server.Answer = r => rig.Files.Answer(r) with { IsChunked = true };
        Assert.Contains("is longer than the 16777216 bytes", await rig.ListErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_index_is_told_with_its_address_and_read_again_only_when_it_has_changed()
    {
        using var rig = new HttpRepositoryRig();
        rig.Files.Set(HttpRepositoryRig.Index, "<html>Sign in</html>");
        var repository = rig.Repository();
        for (var i = 0; i < 2; i++)
            Assert.Equal($"{rig.IndexAddress} is no index that can be used: it is a page for people or XML, not JSON.", await rig.ListErrorAsync(repository));
        Assert.Equal(rig.Files[HttpRepositoryRig.Index].Length, rig.Server.BodyBytes);
        rig.Publish("m", "1", [1]);
        Assert.Equal("1", await HttpRepositoryRig.ListedAsync("m", repository));
    }

    private static string Version => $"{{\"digest\":\"{ContentDigest.Of([])}\",\"files\":{{}}}}";

    private static string Models(string members) => "{\"schema\":1,\"models\":{" + members + "}}";

    private static IndexDocument Read(string json) => IndexReader.Read(Encoding.UTF8.GetBytes(json));

    private static string ProblemOf(string json) => Assert.Throws<InvalidDataException>(() => Read(json)).Message;

    private static string File(string name, string? path = null) =>
        $"\"{name}\":{{\"sha256\":\"{Sha}\",\"bytes\":123{(path is null ? "" : $",\"path\":\"{path}\"")}}}";

    private static string Index(string files, string? digest = null) =>
        Models($"\"fraud\":{{\"3\":{{\"digest\":\"{digest ?? ContentDigest.Of([new("model.onnx", 123, Sha)])}\",\"files\":{{{files}}}}}}}");
}
