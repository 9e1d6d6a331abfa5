using System.Diagnostics;
using InferenceKit.ControlPlane.Repository.Files;

namespace InferenceKit.Tests.ControlPlane.Repository;

public sealed class RegularFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("some content")]
    public async Task A_file_is_read_from_its_beginning(string content)
    {
        using var reader = new StreamReader(RegularFile.OpenRead(_folder.Write("file", content)));
        Assert.Equal(content, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_pipe_keeps_nobody_waiting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Pipes have names on Unix.");
        using (var make = Process.Start("mkfifo", _folder["pipe"])) make.WaitForExit();
        Assert.Throws<IOException>(() => RegularFile.OpenRead(_folder["pipe"]));
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/random")]
    public void A_device_is_no_file(string path)
    {
        Assert.SkipUnless(File.Exists(path), "There is no such device.");
        Assert.Throws<IOException>(() => RegularFile.OpenRead(path));
    }

    [Fact]
    public void A_file_that_is_gone_and_a_folder_are_said_to_be() =>
        Assert.Multiple(
            () => Assert.Throws<FileNotFoundException>(() => RegularFile.OpenRead(_folder["gone"])),
            () => Assert.ThrowsAny<Exception>(() => RegularFile.OpenRead(_folder.Path)));
}
