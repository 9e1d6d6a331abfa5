using InferenceKit.Testing;
using InferenceKit.Tests.Children;
using InferenceKit.Tests.ControlPlane;

namespace InferenceKit.Tests.DataPlane.Progress;

/// <summary>Hosts whose thread pool has no thread left for the library: in a process of their own, which they would otherwise spoil for other tests.</summary>
public sealed class BlockedPoolTests : IDisposable
{
    // Of any call; alone they take some milliseconds, and the machine may be busy.
    private const long Soon = 8_000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Off)]
    public async Task Callers_that_block_every_thread_of_the_pool_are_all_answered_soon(BatchingMode mode)
    {
        var numbers = await RunAsync(OnnxModels.RowSum(2), mode, "block");

        Assert.Equal((1000, 0, 0), (numbers["answered"], numbers["expired"], numbers["failed"]));
        Assert.InRange(numbers["slowest"], 0, Soon);
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Fixed)]
    [InlineData(BatchingMode.Off)]
    public async Task Callers_that_await_go_on_although_no_thread_of_the_pool_is_free(BatchingMode mode)
    {
        // One trip adds one, as a sum with one does; its time makes the calls wait for each other.
        var numbers = await RunAsync(OnnxModels.SlowLoop(1, 2, work: 256), mode, "await");

        Assert.Equal((100, 0, 0), (numbers["answered"], numbers["expired"], numbers["failed"]));
        Assert.InRange(numbers["slowest"], 0, Soon);
    }

    [Theory]
    [InlineData(BatchingMode.Auto)]
    [InlineData(BatchingMode.Off)]
    public async Task A_deadline_is_told_in_its_time_although_no_thread_of_the_pool_is_free(BatchingMode mode)
    {
        var numbers = await RunAsync(OnnxModels.EndlessLoopWhenPositive(2), mode, "expire");

        Assert.Equal((0, 6, 0), (numbers["answered"], numbers["expired"], numbers["failed"]));
        Assert.InRange(numbers["slowest"], 290, Soon);
    }

    private async Task<Dictionary<string, long>> RunAsync(byte[] model, BatchingMode mode, string way)
    {
        var file = _folder["model.onnx"];
        await File.WriteAllBytesAsync(file, model, TestContext.Current.CancellationToken);
        // On the same number of processors everywhere: how many runs there may be at a time follows from it.
        using var child = await ChildProcess.StartOnAsync(2, "starve", file, mode.ToString(), way);
        child.Go();
        return await child.ReadNumbersAsync();
    }
}
