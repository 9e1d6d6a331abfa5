using InferenceKit.ControlPlane.Repository;
using InferenceKit.DataPlane.Batching;
using InferenceKit.Sessions.Onnx;
using InferenceKit.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Reconciling;

/// <summary>Real models of ONNX Runtime, from real folders.</summary>
public sealed class FolderRolloutTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly FolderModelRepository _repository;
    private readonly LifecycleRig _rig;

    public FolderRolloutTests()
    {
        Directory.CreateDirectory(_folder["models"]);
        _repository = new(new() { Path = _folder["models"], Watch = true }, NullLogger.Instance, _clock);
        _rig = new(sessions: new OnnxSessionFactory(NullLoggerFactory.Instance), repository: _repository, time: _clock);
        // Loads take real time, however busy the machine is, while the clock leaps.
        _rig.Settings.Change(s => s with { Lifecycle = s.Lifecycle with { LoadTimeout = Timeout.InfiniteTimeSpan } });
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _repository.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Follows_the_folder_and_survives_what_is_put_there()
    {
        Write(1, OnnxModels.RowSum(1, scale: 1));
        await _rig.StartAsync();
        Assert.Equal("1 times 1", _rig.Answer);

        Write(2, "<!DOCTYPE html>"u8.ToArray());
        await FailsAsync(2);
        Write(3, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8.ToArray());
        await FailsAsync(3);
        Write(4, []);
        await FailsAsync(4);
        Write(5, OnnxModels.RowSum(1, scale: 5)[..40]);
        await FailsAsync(5);
        Write(6, OnnxModels.RowSum(1), "a.onnx", "b.onnx");
        await FailsAsync(6);
        Assert.Equal("1 times 1", _rig.Answer);

        Write(7, OnnxModels.RowSum(1, scale: 7));
        await ServesAsync("7 times 7");
        Directory.Delete(_folder["models/fraud"], recursive: true);
        await Eventually.True(() => Tick() && _rig.Status.Error is not null);
        Assert.Equal("7 times 7", _rig.Answer);
    }

    [Fact]
    public async Task A_version_that_is_still_being_written_waits_until_it_is_whole()
    {
        Write(1, OnnxModels.RowSum(1));
        await _rig.StartAsync();
        var whole = OnnxModels.RowSum(1, scale: 2);
        // By this clock, the half was written a moment from now.
        Write(2, whole[..30], at: _clock.GetUtcNow() + TimeSpan.FromHours(1));
        await NoticedAsync(2);
        Assert.Equal(ModelVersionState.Discovered, _rig.Version(2).State);
        Write(2, whole, at: _clock.GetUtcNow() + TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        await ServesAsync("2 times 2");
        Assert.Null(_rig.Version(2).Error);
    }

    [Fact]
    public async Task A_version_that_settles_while_the_loop_decides_is_not_forgotten()
    {
        Write(1, OnnxModels.RowSum(1), at: _clock.GetUtcNow() + TimeSpan.FromHours(1));
        // Nothing else wakes the loop, and the files settle between its second and its third look at the clock.
        using var unwatched = new FolderModelRepository(new() { Path = _folder["models"] }, NullLogger.Instance, _clock);
        await using var rig = new LifecycleRig(sessions: new OnnxSessionFactory(NullLoggerFactory.Instance), repository: unwatched, time: _clock);
        _clock.AutoAdvanceAmount = rig.Settings.Current.Repository.SettleTime * 0.6;
        await rig.StartAsync().WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        Assert.Equal("1 times 1", rig.Answer);
    }

    [Fact]
    public async Task What_serves_outlives_its_files_and_its_folder_and_gives_way_to_what_comes_after()
    {
        Write(1, OnnxModels.RowSum(1));
        await _rig.StartAsync();
        Directory.Delete(_folder["models/fraud/1"], recursive: true);
        await Eventually.True(() => Tick() && _rig.Status.Error?.Contains("has no version", StringComparison.Ordinal) == true);
        Directory.Delete(_folder["models/fraud"], recursive: true);
        await Eventually.True(() => Tick() && _rig.Status.Error?.Contains("has no folder 'fraud'", StringComparison.Ordinal) == true);
        Assert.Equal("1 times 1", _rig.Answer);

        WriteUnder("models/.incoming", 2, OnnxModels.RowSum(1, scale: 2), _clock.GetUtcNow() - TimeSpan.FromMinutes(5));
        Directory.Move(_folder["models/.incoming"], _folder["models/fraud"]);
        await ServesAsync("2 times 2");
        // The report follows the swap.
        await Eventually.True(() => Tick() && _rig.Status.Error is null);
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_is_said_of_the_file_and_not_of_its_copy()
    {
        Write(1, "<!DOCTYPE html>"u8.ToArray(), "page.onnx");
        Write(2, OnnxModels.RowSum(1)[..40], "cut.onnx");
        var error = await Assert.ThrowsAsync<InferenceException>(_rig.StartAsync);
        var broken = await Assert.ThrowsAsync<InferenceException>(() => _rig.Lifecycle.LoadAsync("fraud", "1", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(_folder["models/fraud/2/cut.onnx"], error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["models/fraud/1/page.onnx"], broken.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_rig.StagingPath, error.Message + broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_never_ends_on_zeros_serves_all_the_same()
    {
        Write(1, OnnxModels.EndlessLoop());
        // The clock leaps until the limit of warm-up has passed; the start is to outlast that.
        _rig.Settings.Change(s => s with { Lifecycle = s.Lifecycle with { StartTimeout = Timeout.InfiniteTimeSpan } });
        var start = _rig.StartAsync();
        await Eventually.True(() => Tick() && start.IsCompleted);
        await start;
        // Nothing is known of its runs, so that none is on a caller's thread.
        Assert.False(BatchPolicy.MayRunInline(_rig.Served.Primary!.RunTime.P99, _rig.Served.Primary!.RunTime.HasOverrun, long.MaxValue, _clock.TimestampFrequency));
    }

    [Fact]
    public async Task A_host_that_stops_does_not_wait_for_a_warm_up_without_an_end()
    {
        Write(1, OnnxModels.EndlessLoop());
        var start = _rig.StartAsync();
        await Eventually.True(() => _rig.Version(1).State == ModelVersionState.Loading);
        // The clock stands still, so that only the stop can end the run.
        await _rig.Lifecycle.DisposeAsync();
        await Assert.ThrowsAsync<InferenceException>(() => start);
    }

    [Fact]
    public async Task Deleting_files_under_a_version_that_serves_does_no_harm()
    {
        Write(1, OnnxModels.RowSum(1));
        await _rig.StartAsync();
        var slot = _rig.Served.Primary!.TryRent()!;
        File.Delete(_folder["models/fraud/1/model.onnx"]);
        slot.Return();
        Assert.Equal("1 times 1", _rig.Answer);
    }

    private async Task NoticedAsync(int version) =>
        await Eventually.True(() =>
        {
            // Only as far as the debounce: the settle time must not pass.
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            return _rig.Status.Versions.Any(v => v.Version == ModelVersion.FromNumber(version));
        });

    private bool Tick()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return true;
    }

    private Task FailsAsync(int version) =>
        Eventually.True(() => Tick() && _rig.Version(version).State == ModelVersionState.Failed && _rig.Version(version).Error is not null);

    private Task ServesAsync(string answer) => Eventually.True(() => Tick() && _rig.Answer == answer);

    private void Write(int version, byte[] onnx, params string[] names) => Write(version, onnx, _clock.GetUtcNow() - TimeSpan.FromMinutes(5), names);

    private void Write(int version, byte[] onnx, DateTimeOffset at, params string[] names) => WriteUnder("models/fraud", version, onnx, at, names);

    private void WriteUnder(string under, int version, byte[] onnx, DateTimeOffset at, params string[] names)
    {
        var folder = Directory.CreateDirectory(_folder[$"{under}/{version}"]).FullName;
        foreach (var name in names.DefaultIfEmpty("model.onnx"))
        {
            File.WriteAllBytes(Path.Combine(folder, name), onnx);
            File.SetLastWriteTimeUtc(Path.Combine(folder, name), at.UtcDateTime);
        }
        Directory.SetLastWriteTimeUtc(folder, at.UtcDateTime);
    }
}
