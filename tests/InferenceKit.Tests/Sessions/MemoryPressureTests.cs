using InferenceKit.Testing;
using InferenceKit.Tests.Children;

namespace InferenceKit.Tests.Sessions;

/// <summary>What happens when the system gives no more memory.</summary>
public sealed class MemoryPressureTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"square-{Guid.NewGuid():N}.onnx");

    [Fact]
    public async Task An_allocation_that_is_refused_fails_its_own_request_and_not_the_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux limits the address space of a process.");
        // A table of n x n, of which the run has two.
        var model = OnnxModelBuilder.Create("square").Input("a", ElementType.Float32, "n", 1).Input("b", ElementType.Float32, 1, "n")
            .MatMul("a", "b", "table").Relu("table", "relu").ReduceSum("relu", "y").Output("y", ElementType.Float32, "n", 1).Build();
        await File.WriteAllBytesAsync(_file, model, TestContext.Current.CancellationToken);
        using var child = await ChildProcess.StartAsync("memory", _file, "20000", "800");
        child.Go();
        Assert.Equal(["2", "ResourceExhausted", "2"], await child.ReadToEndAsync());
    }

    public void Dispose() => File.Delete(_file);
}
