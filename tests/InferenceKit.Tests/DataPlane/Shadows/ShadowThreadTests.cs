using InferenceKit.Testing;
using InferenceKit.Tests.Children;
using InferenceKit.Tests.ControlPlane;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>A shadow whose thread the system refuses, as it does where memory or the number of threads is at its limit.</summary>
public sealed class ShadowThreadTests
{
    [Fact]
    public async Task A_shadow_whose_thread_cannot_start_never_fails_its_primary()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there does a process have a limit of its address space that a test can set.");
        using var folder = new TempFolder();
        var file = folder["model.onnx"];
        await File.WriteAllBytesAsync(file, OnnxModels.RowSum(2), TestContext.Current.CancellationToken);
        using var child = await ChildProcess.StartAsync("shadow", file, "20");
        child.Go();

        var numbers = await child.ReadNumbersAsync();

        Assert.Equal(1, numbers["refused"]);
        Assert.Equal((20, 0), (numbers["answered"], numbers["failed"]));
    }
}
