using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.ControlPlane.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Repository.Locking;

public sealed class LockSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly FakeLogger _logger = new();
    private readonly LockSource _source;
    private bool _isNamed;
    private bool _isWatched;
    private bool _hasPolicy;

    public LockSourceTests() => _source = new(_ => _hasPolicy, _logger, _clock);

    public void Dispose()
    {
        _source.Dispose();
        _folder.Dispose();
    }

    private string Path => _folder["inference.lock.json"];

    [Fact]
    public void A_file_that_was_never_there_is_no_lock_and_a_named_one_has_to_be_there()
    {
        Assert.Equal(new LockState(Path, null, null), Read());
        Assert.Same(Read(), Read());
        _isNamed = true;
        Assert.Contains("Trust:LockFile) does not exist", Read().Error, StringComparison.Ordinal);
        Pins.Write(Path, ("fraud", "1", Pins.Digest(1)));
        Assert.Equal((1, null), (Read().Lock!.Count, Read().Error));
    }

    [Fact]
    public void Is_read_again_when_it_changes_and_only_then()
    {
        Pins.Write(Path, ("fraud", "1", Pins.Digest(1)));
        var first = Read();
        Assert.Same(first, Read());
        Pins.Write(Path, ("fraud", "1", Pins.Digest(2)));
        Assert.Equal(Pins.Digest(2), Read().Lock!.Find("FRAUD", ModelVersion.FromNumber(1)));
    }

    [Fact]
    public void A_change_within_one_tick_of_the_file_systems_clock_is_seen()
    {
        File.WriteAllBytes(Path, LockFileWriter.ToBytes(Pins.Of(("fraud", "1", Pins.Digest(1)))));
        var time = File.GetLastWriteTimeUtc(Path);
        Read();
        File.WriteAllBytes(Path, LockFileWriter.ToBytes(Pins.Of(("fraud", "1", Pins.Digest(2)))));
        File.SetLastWriteTimeUtc(Path, time);
        Assert.Equal(Pins.Digest(2), Read().Lock!.Find("fraud", ModelVersion.FromNumber(1)));
    }

    [Fact]
    public void One_that_turns_bad_is_an_error_beside_what_it_last_said()
    {
        Pins.Write(Path, ("fraud", "1", Pins.Digest(1)));
        Read();
        Pins.Write(Path, "{ \"schema\": 1,");
        Assert.Contains("cannot be used", Read().Error, StringComparison.Ordinal);
        Assert.Equal(1, Read().Lock!.Count);
        File.Delete(Path);
        Assert.Contains("was there and is gone", Read().Error, StringComparison.Ordinal);
        Pins.Write(Path, ("fraud", "1", Pins.Digest(1)));
        Assert.Null(Read().Error);
        Assert.Equal([LogLevel.Error, LogLevel.Error], _logger.Collector.GetSnapshot().Where(r => r.Id.Id == 2020).Select(r => r.Level));
    }

    [Fact]
    public void One_that_was_bad_from_the_start_and_goes_is_still_an_error()
    {
        Pins.Write(Path, "");
        Assert.NotNull(Read().Error);
        File.Delete(Path);
        Assert.Contains("was there and is gone", Read().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_one_and_a_pipe_are_refused()
    {
        Pins.Write(Path, new string(' ', LockFile.MaxBytes + 1));
        Assert.Contains("larger than", Read().Error, StringComparison.Ordinal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes in folders are for others.");
        File.Delete(Path);
        System.Diagnostics.Process.Start("mkfifo", Path).WaitForExit();
        Assert.Contains("no regular file", Read().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_is_turned_to_another_file_is_a_change()
    {
        Directory.CreateDirectory(_folder["a"]);
        Directory.CreateDirectory(_folder["b"]);
        Pins.Write(_folder["a/lock"], ("fraud", "1", Pins.Digest(1)));
        File.Copy(_folder["a/lock"], _folder["b/lock"]);
        Pins.Write(_folder["b/lock"], ("fraud", "1", Pins.Digest(2)));
        File.SetLastWriteTimeUtc(_folder["b/lock"], File.GetLastWriteTimeUtc(_folder["a/lock"]));
        File.CreateSymbolicLink(Path, _folder["a/lock"]);
        Read();
        File.Delete(Path);
        File.CreateSymbolicLink(Path, _folder["b/lock"]);
        Assert.Equal(Pins.Digest(2), Read().Lock!.Find("fraud", ModelVersion.FromNumber(1)));
    }

    [Fact]
    public async Task Is_watched_with_the_repository_and_other_files_beside_it_wake_nobody()
    {
        _isWatched = true;
        Pins.Write(Path, ("fraud", "1", Pins.Digest(1)));
        Read();
        var token = _source.GetReloadToken();
        await File.WriteAllTextAsync(_folder["app.log"], "line", TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
        {
            // The watcher's events come when the system sends them, or, as here, should not come.
            await Task.Delay(5, TestContext.Current.CancellationToken);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.False(token.HasChanged);
        Pins.Write(Path, ("fraud", "1", Pins.Digest(2)));
        await Eventually.True(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return token.HasChanged;
        });
    }

    [Theory]
    [InlineData(false, false, false, 0)]
    [InlineData(true, false, false, 1)]
    [InlineData(true, true, false, 0)]
    [InlineData(true, false, true, 0)]
    public void Watching_without_a_lock_or_another_policy_is_warned_of_once(bool isWatched, bool hasLock, bool hasPolicy, int warnings)
    {
        (_isWatched, _hasPolicy) = (isWatched, hasPolicy);
        if (hasLock) Pins.Write(Path, ("fraud", "1", Pins.Digest(1)));
        for (var i = 0; i < 3; i++) Read();
        Assert.Equal(warnings, _logger.Collector.GetSnapshot().Count(r => r.Level == LogLevel.Warning));
    }

    private LockState Read() => _source.Read(new()
    {
        Models = System.Collections.Immutable.ImmutableDictionary<string, ModelSettings>.Empty,
        Repository = new() { Path = _folder["models"], Watch = _isWatched },
        Trust = new() { LockFile = Path, IsLockFileNamed = _isNamed },
    });
}
