using InferenceKit.Testing;
using InferenceKit.Tests.Children;
using InferenceKit.Tests.ControlPlane;

namespace InferenceKit.Tests.DataPlane.Progress;

/// <summary>A model with long runs beside one with short runs, where processors are few.</summary>
public sealed class FewProcessorsTests : IDisposable
{
    private const int SlowAnswers = 40;

    // With a fair part of a processor it would be a thousand and more; a queue behind each long run gives less than ten.
    private const int FastAnswersPerSlow = 50;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 3_000)]
    [InlineData(1, 700)]
    [InlineData(2, 3_000)]
    [InlineData(4, 3_000)]
    public async Task Answers_of_the_fast_model_keep_coming_during_runs_of_the_slow_one(int processors, int trips)
    {
        var (slow, fast) = (_folder["slow.onnx"], _folder["fast.onnx"]);
        await File.WriteAllBytesAsync(slow, OnnxModels.SlowLoop(trips), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(fast, OnnxModels.RowSum(2), TestContext.Current.CancellationToken);
        using var child = await ChildProcess.StartOnAsync(processors, "beside", slow, fast, $"{SlowAnswers}");
        child.Go();

        var numbers = await child.ReadNumbersAsync();

        Assert.Equal(0, numbers["failed"]);
        Assert.True(numbers["slow"] >= SlowAnswers / 4, $"The slow model answered {numbers["slow"]} times.");
        Assert.True(numbers["fast"] >= FastAnswersPerSlow * numbers["slow"], $"The fast model answered {numbers["fast"]} times, the slow one {numbers["slow"]} times.");
        Assert.True(numbers["late"] <= numbers["fast"] / 100, $"{numbers["late"]} requests of the fast model were late, {numbers["fast"]} were answered.");
    }
}
