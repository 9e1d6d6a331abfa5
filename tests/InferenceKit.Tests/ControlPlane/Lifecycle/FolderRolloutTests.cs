using InferenceKit.ControlPlane.Repository;
using InferenceKit.Sessions;
using InferenceKit.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

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

    private void Write(int version, byte[] onnx, DateTimeOffset at, params string[] names)
    {
        var folder = Directory.CreateDirectory(_folder[$"models/fraud/{version}"]).FullName;
        foreach (var name in names.DefaultIfEmpty("model.onnx"))
        {
            File.WriteAllBytes(Path.Combine(folder, name), onnx);
            File.SetLastWriteTimeUtc(Path.Combine(folder, name), at.UtcDateTime);
        }
        Directory.SetLastWriteTimeUtc(folder, at.UtcDateTime);
    }
}
