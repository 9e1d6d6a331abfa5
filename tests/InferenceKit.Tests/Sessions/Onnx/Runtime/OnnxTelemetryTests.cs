using InferenceKit.Testing;
using InferenceKit.Tests.Children;
using InferenceKit.Tests.ControlPlane;

namespace InferenceKit.Tests.Sessions.Onnx.Runtime;

/// <summary>
/// ONNX Runtime keeps a record of what happens in it, for its maker: on Linux in a database below the home folder, whose writes take far
/// longer than a failing run.
/// </summary>
public sealed class OnnxTelemetryTests : IDisposable
{
    private const long EmptyDatabase = 64 << 10;

    private readonly TempFolder _home = new();

    [Fact]
    public async Task Failing_runs_leave_no_records_at_home()
    {
        var model = _home["model.onnx"];
        await File.WriteAllBytesAsync(model, OnnxModels.FailsWhenNegative(), TestContext.Current.CancellationToken);
        using var child = await ChildProcess.StartAtHomeAsync(_home.Path, "fail", model, "300");
        child.Go();
        Assert.Equal(["300"], await child.ReadToEndAsync());

        var written = Directory.EnumerateFiles(_home.Path, "onnxruntime*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        Assert.InRange(written, 0, EmptyDatabase);
    }

    public void Dispose() => _home.Dispose();
}
