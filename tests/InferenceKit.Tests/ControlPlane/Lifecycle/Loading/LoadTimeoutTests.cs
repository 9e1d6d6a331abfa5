using InferenceKit.ControlPlane.Lifecycle.Loading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading;

/// <summary>Loads that take too long.</summary>
public sealed class LoadTimeoutTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_load_that_takes_too_long_fails_its_version_and_is_thrown_away_when_it_ends()
    {
        await using var rig = NewRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        using var hold = new Held(rig.Sessions.Hold());
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Sessions.Loads.Count == 2);
        await LetTimePassAsync(rig);

        Assert.Equal("It did not load within 00:01:00 (Lifecycle:LoadTimeout).", rig.Version(2).Error);
        Assert.Equal("1 times 1", rig.Answer);

        hold.Dispose();
        await Eventually.True(() => rig.Sessions["times 2"].SessionsAlive == 0);
        Assert.Equal(ModelVersionState.Failed, rig.Version(2).State);
        await Eventually.True(() =>
        {
            // To the next attempt; not during it, or it would take too long as well.
            if (rig.Version(2).State == ModelVersionState.Failed) rig.Clock.Advance(TimeSpan.FromSeconds(10));
            return rig.Answer == "2 times 2";
        });
    }

    [Fact]
    public async Task There_is_no_second_load_of_a_version_while_the_first_goes_on()
    {
        await using var rig = NewRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        using var hold = new Held(rig.Sessions.Hold());
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Sessions.Loads.Count == 2);
        await LetTimePassAsync(rig);

        await Eventually.True(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(10));
            return rig.Version(2).Error!.StartsWith("An earlier load of this version took too long", StringComparison.Ordinal);
        });

        Assert.Equal(2, rig.Sessions.Loads.Count);
        hold.Dispose();
    }

    [Fact]
    public async Task Other_models_load_meanwhile()
    {
        await using var rig = NewRig([LifecycleRig.Model, "other"]);
        rig.Add(1, "times 1");
        rig.Add(1, "times 5", "other");
        await rig.StartAsync();
        using var hold = new Held(rig.Sessions.Hold());
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Sessions.Loads.Count == 3);
        await LetTimePassAsync(rig);

        rig.Sessions.LetOthersLoad();
        rig.Add(2, "times 6", "other");

        await Eventually.True(() => rig.Serving.Current.Models[1].Primary?.Id.Version == ModelVersion.FromNumber(2));
        hold.Dispose();
    }

    [Fact]
    public async Task Too_many_keep_their_places()
    {
        var left = new LoadsLeftBehind(1, NullLogger.Instance);
        var (one, two) = (new TaskCompletionSource<LoadOutcome>(), new TaskCompletionSource<LoadOutcome>());
        var places = new List<string>();
        ModelId first = new("a", ModelVersion.FromNumber(1)), second = new("b", ModelVersion.FromNumber(1));

        left.Add(first, one.Task, () => places.Add("one"));
        left.Add(second, two.Task, () => places.Add("two"));
        Assert.Equal(["one"], places);
        Assert.True(left.Contains(first) && left.Contains(second));

        one.SetCanceled(TestContext.Current.CancellationToken);
        two.SetResult(new(null));
        await Eventually.True(() => !left.Contains(first) && !left.Contains(second));
        Assert.Equal(["one", "two"], places);
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("source")]
    [InlineData("folder")]
    public async Task The_largest_file_is_a_limit_of_every_source(string source)
    {
        using var folder = new TempFolder();
        var onnx = InferenceKit.Testing.OnnxModels.RowSum(1);
        Directory.CreateDirectory(folder["m/1"]);
        await File.WriteAllBytesAsync(folder["m/1/model.onnx"], onnx, TestContext.Current.CancellationToken);
        var services = new ServiceCollection();
        var builder = services.AddInference(o => (o.Repository.Path, o.Repository.StagingPath, o.Repository.MaxFileBytes) = (folder.Path, folder["staging"], onnx.Length - 1));
        if (source == "bytes") builder.AddModel("m", onnx);
        else builder.AddModel("m", o => o.Source = source == "source" ? folder["m/1/model.onnx"] : null);
        await using var provider = services.BuildServiceProvider();

        var thrown = await Assert.ThrowsAsync<InferenceException>(() => provider.StartInferenceAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Repository:MaxFileBytes", thrown.Message, StringComparison.Ordinal);
    }

    private static LifecycleRig NewRig(string[]? models = null)
    {
        var rig = new LifecycleRig(models);
        rig.Settings.Change(s => s with { Lifecycle = s.Lifecycle with { LoadTimeout = Minute, RetryDelay = 5 * Minute } });
        return rig;
    }

    // A load begins before its time is counted: as many minutes as it takes, of which none comes near the next attempt.
    private static Task LetTimePassAsync(LifecycleRig rig) => Eventually.True(() =>
    {
        if (rig.Version(2).State == ModelVersionState.Failed) return true;
        rig.Clock.Advance(Minute);
        return false;
    });

    // A test that fails must let loads go, or the host would wait for them.
    private sealed class Held(ManualResetEventSlim hold) : IDisposable
    {
        public void Dispose() => hold.Set();
    }
}
