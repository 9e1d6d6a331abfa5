using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>How the index is asked for.</summary>
public sealed class HttpIndexTests : IDisposable
{
    private readonly HttpRepositoryRig _rig = new();

    public HttpIndexTests() => _rig.Publish("m", "1", [1]);

    public void Dispose() => _rig.Dispose();

    private IEnumerable<WebRequest> Asked => _rig.Server.To(HttpRepositoryRig.Index);

    [Fact]
    public async Task Versions_come_with_what_is_known_without_a_download()
    {
        _rig.Publish("m", "0007", [1, 2, 3]);
        _rig.Publish("m", "0007", [4, 5], "labels.txt");
        var repository = _rig.Repository();
        Assert.Equal("0007 1", await HttpRepositoryRig.ListedAsync("M", repository));
        var artifact = await repository.ListAsync("m", TestContext.Current.CancellationToken).FirstAsync(a => a.Length == 5, TestContext.Current.CancellationToken);
        Assert.StartsWith("sha256:", artifact.Digest, StringComparison.Ordinal);
        Assert.Equal(artifact.Digest, artifact.Fingerprint);
        Assert.Null(artifact.LastWritten);
        Assert.Equal($"{_rig.Server.Address}models/m/0007", artifact.Location);
        Assert.Equal(2, _rig.Server.Requests.Count);
        Assert.Equal(2, Asked.Count());
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        var repository = _rig.Repository();
        for (var i = 0; i < 5; i++) Assert.Equal("1", await HttpRepositoryRig.ListedAsync("m", repository));
        Assert.Equal(5, Asked.Count());
        Assert.Equal(_rig.Files[HttpRepositoryRig.Index].Length, _rig.Server.BodyBytes);
        Assert.All(Asked, r => Assert.Equal("no-cache", r["Cache-Control"]));
        _rig.Publish("m", "2", [2]);
        Assert.Equal("1 2", await HttpRepositoryRig.ListedAsync("m", repository));
    }

    [Fact]
    public async Task A_server_with_times_instead_of_tags_is_asked_by_time()
    {
        const string Written = "Wed, 01 Jan 2025 10:00:00 GMT";
        _rig.Server.Answer = r =>
        {
            if (r["If-Modified-Since"] == Written) return new(304);
            var answer = _rig.Files.Answer(r).With("Last-Modified", Written);
            answer.Headers.Remove("ETag");
            return answer;
        };
        var repository = _rig.Repository();
        for (var i = 0; i < 3; i++) Assert.Equal("1", await HttpRepositoryRig.ListedAsync("m", repository));
        Assert.Equal(_rig.Files[HttpRepositoryRig.Index].Length, _rig.Server.BodyBytes);
    }

    [Fact]
    public async Task A_hundred_models_at_once_are_two_requests_at_most()
    {
        for (var i = 0; i < 100; i++) _rig.Publish($"model{i}", "1", [1]);
        var repository = _rig.Repository();
        var all = Enumerable.Range(0, 100).Select(i => HttpRepositoryRig.ListedAsync($"model{i}", repository)).ToList();
        Assert.All(await Task.WhenAll(all), listed => Assert.Equal("1", listed));
        Assert.InRange(Asked.Count(), 1, 2);
    }

    [Fact]
    public async Task A_listing_never_sees_what_was_there_before_it_was_asked_for()
    {
        using var answered = new SemaphoreSlim(0);
        var first = true;
        _rig.Server.Answer = r =>
        {
            var answer = _rig.Files.Answer(r);
            if (first) answered.Wait();
            first = false;
            return answer;
        };
        var repository = _rig.Repository();
        var early = HttpRepositoryRig.ListedAsync("m", repository);
        await Eventually.True(() => Asked.Any());
        _rig.Publish("m", "2", [2]);
        var late = HttpRepositoryRig.ListedAsync("m", repository);
        answered.Release();
        await early;
        Assert.Equal("1 2", await late);
    }

    [Fact]
    public async Task Somebody_who_gives_up_takes_nobody_along()
    {
        using var answered = new SemaphoreSlim(0);
        _rig.Server.Answer = r =>
        {
            answered.Wait();
            return _rig.Files.Answer(r);
        };
        var repository = _rig.Repository();
        using var mine = new CancellationTokenSource();
        var first = repository.ListAsync("m", mine.Token).ToListAsync(TestContext.Current.CancellationToken).AsTask();
        await Eventually.True(() => Asked.Any());
        var second = HttpRepositoryRig.ListedAsync("m", repository);
        await mine.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answered.Release(10);
        Assert.Equal("1", await second);
    }

    [Fact]
    public async Task A_model_that_is_not_there_has_no_versions_and_the_reason_names_those_there_are()
    {
        var repository = _rig.Repository();
        Assert.Null(repository.ExplainNone("n"));
        Assert.Equal("", await HttpRepositoryRig.ListedAsync("n", repository));
        Assert.Equal($"the index '{_rig.IndexAddress}' has no model 'n'; it has: m", repository.ExplainNone("n"));
        Assert.Equal("", await HttpRepositoryRig.ListedAsync("../m", repository));
    }

    [Fact]
    public async Task Watching_announces_a_change_once_and_an_outage_and_its_end()
    {
        var clock = new FakeTimeProvider();
        // A clock that leaps is no reason to lose patience.
        var repository = _rig.Repository(s => s with { MaxAttempts = 1, ReadTimeout = TimeSpan.FromDays(1) }, s => s with { Watch = true }, clock);
        var token = repository.GetReloadToken();
        await HttpRepositoryRig.ListedAsync("m", repository);
        await PollAsync(clock);
        Assert.False(token.HasChanged);

        _rig.Publish("m", "2", [2]);
        await AnnouncedAsync(clock, token);
        token = repository.GetReloadToken();
        await PollAsync(clock);
        Assert.False(token.HasChanged);

        _rig.Server.Answer = _ => new(503);
        await AnnouncedAsync(clock, token);
        token = repository.GetReloadToken();
        await PollAsync(clock);
        Assert.False(token.HasChanged);

        _rig.Server.Answer = _rig.Files.Answer;
        await AnnouncedAsync(clock, token);
        Assert.Equal("1 2", await HttpRepositoryRig.ListedAsync("m", repository));
    }

    [Fact]
    public async Task Without_watching_nothing_is_asked_for_or_announced()
    {
        var clock = new FakeTimeProvider();
        var repository = _rig.Repository(time: clock);
        var token = repository.GetReloadToken();
        await HttpRepositoryRig.ListedAsync("m", repository);
        _rig.Publish("m", "2", [2]);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("1 2", await HttpRepositoryRig.ListedAsync("m", repository));
        Assert.Equal(2, Asked.Count());
        Assert.False(token.HasChanged);
    }

    private async Task PollAsync(FakeTimeProvider clock)
    {
        var before = Asked.Count();
        await Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Asked.Count() > before + 1;
        });
    }

    private static Task AnnouncedAsync(FakeTimeProvider clock, Microsoft.Extensions.Primitives.IChangeToken token) =>
        Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return token.HasChanged;
        });
}
