using System.Globalization;
using InferenceKit.Testing;
using InferenceKit.Tests.Children;

namespace InferenceKit.Tests.DataPlane.Routing;

/// <summary>Assignments in other processes.</summary>
public sealed class ProcessAssignmentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("inferencekit-assign-").FullName;

    [Fact]
    public async Task A_key_has_the_same_arm_in_every_process_and_after_every_restart()
    {
        var first = await AssignAsync("state", 10);
        Assert.Equal(1, first.Deal);
        Assert.InRange(first.Arms.Count(arm => arm == 'c'), 60, 140);
        Assert.Equal(first, await AssignAsync("state", 10));
        Assert.Equal(first, await AssignAsync("another state", 10));

        var grown = await AssignAsync("state", 30);
        Assert.Equal(2, grown.Deal);
        Assert.DoesNotContain(first.Arms.Zip(grown.Arms), pair => pair is { First: 'c', Second: 'p' });
        // Who came last goes first.
        Assert.Equal((3, first.Arms), await AssignAsync("state", 10));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int Deal, string Arms)> AssignAsync(string state, double percent)
    {
        var file = Path.Combine(_folder, "sum.onnx");
        if (!File.Exists(file)) await File.WriteAllBytesAsync(file, OnnxModels.RowSum(2));
        using var child = await ChildProcess.StartAsync("assign", Path.Combine(_folder, state), file, $"{percent}");
        child.Go();
        var deal = (await child.ReadLineAsync())!;
        var arms = (await child.ReadLineAsync())!;
        Assert.StartsWith("deal ", deal, StringComparison.Ordinal);
        return (int.Parse(deal[5..], CultureInfo.InvariantCulture), arms["arms ".Length..]);
    }
}
