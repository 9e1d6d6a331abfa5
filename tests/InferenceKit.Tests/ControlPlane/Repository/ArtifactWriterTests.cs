using System.Diagnostics;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.Tests.ControlPlane.Repository;

public sealed class ArtifactWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../model.onnx", "leads out")]
    [InlineData("a/../../model.onnx", "leads out")]
    [InlineData("./model.onnx", "leads out")]
    [InlineData("/etc/passwd", "absolute")]
    [InlineData("a//b", "empty segment")]
    [InlineData("a/", "empty segment")]
    [InlineData("", "0 characters")]
    [InlineData("..\\model.onnx", "some systems")]
    [InlineData("C:model.onnx", "some systems")]
    [InlineData("a\nb", "control character")]
    [InlineData("NUL", "reserved for a device")]
    [InlineData("weights/con.bin", "reserved for a device")]
    [InlineData("model.onnx.", "ends with '.'")]
    [InlineData("model ", "ends with '.'")]
    [InlineData(".hidden", "hidden")]
    public void A_name_that_leads_elsewhere_or_that_some_system_cannot_hold_is_refused(string name, string why)
    {
        var error = Assert.Throws<IOException>(() => Writer().Add(name, Content("x")));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("model.onnx", "Model.onnx")]
    [InlineData("a/model.onnx", "A/other.bin")]
    [InlineData("weights", "weights/part.bin")]
    [InlineData("weights/part.bin", "Weights")]
    [InlineData("model.onnx", "model.onnx")]
    public void Names_that_are_one_where_case_does_not_count_are_refused(string first, string second)
    {
        var writer = Writer();
        writer.Add(first, Content("x"));
        Assert.Throws<IOException>(() => writer.Add(second, Content("y")));
    }

    [Fact]
    public async Task What_arrives_slowly_is_hashed_as_what_is_there()
    {
        var (there, slow) = (ArtifactWriter.ForDigest(100), Writer());
        there.Add("a/model.onnx", Content("content"));
        Assert.Equal(7, await slow.AddAsync("a/model.onnx", Content("content"), TestContext.Current.CancellationToken));
        Assert.Equal(there.Digest, slow.Digest);
        Assert.Equal("content", await File.ReadAllTextAsync(_folder["a/model.onnx"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_digest_is_what_a_shell_makes_of_the_files()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sha256sum is part of Linux.");
        var writer = Writer();
        // Names whose order differs between languages, between UTF-16 and UTF-8, and with folders.
        foreach (var name in new[] { "model.onnx", "Z.bin", "a/b.bin", "a.bin", "a-b.bin", "\uFF5E.bin", "\U0001F600.bin", "manifest.json" })
            writer.Add(name, Content(name));
        writer.Add("manifest.json.sig", Content("no part of it"));
        var start = new ProcessStartInfo("bash", ["-c",
            "find . -type f ! -name manifest.json.sig -printf '%P\\n' | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum | cut -d' ' -f1"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
        };
        using var shell = Process.Start(start)!;
        Assert.Equal(writer.Digest, "sha256:" + (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public void A_file_that_grows_past_the_limit_is_cut_off() =>
        Assert.Contains("MaxFileBytes", Assert.Throws<IOException>(() => new ArtifactWriter(_folder.Path, maxFileBytes: 2).Add("m.onnx", Content("abc"))).Message, StringComparison.Ordinal);

    [Fact]
    public void More_files_than_a_version_may_have_are_refused()
    {
        var writer = ArtifactWriter.ForDigest(10);
        for (var i = 0; i < VersionContent.MaxFiles; i++) writer.Add($"{i}.bin", Content(""));
        Assert.Throws<IOException>(() => writer.Add("one-more.bin", Content("")));
    }

    private ArtifactWriter Writer() => new(_folder.Path);

    private static MemoryStream Content(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}
