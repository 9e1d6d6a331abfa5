using System.Net;
using InferenceKit.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>What servers say instead of giving, where they send one, and who gets to see credentials.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly HttpRepositoryRig _rig = new();

    public RefusalTests() => _rig.Publish("m", "1", [1]);

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(401, "answers 401 (access refused): add credentials to requests with UseHttpRepository and PrepareRequest")]
    [InlineData(403, "answers 403 (access refused): add credentials")]
    [InlineData(404, "answers 404 (not there): see whether Repository:Uri names the index")]
    [InlineData(400, "answers 400.")]
    public async Task What_will_not_pass_fails_at_once_and_says_what_to_do(int status, string problem)
    {
        _rig.Server.Answer = _ => new(status);
        Assert.Contains(problem, await _rig.ListErrorAsync(), StringComparison.Ordinal);
        Assert.Single(_rig.Server.Requests);
    }

    [Fact]
    public async Task Credentials_that_are_not_good_enough_are_told_from_none()
    {
        _rig.Server.Answer = _ => new(401);
        var repository = _rig.Repository(s => s with { PrepareRequest = (_, _) => ValueTask.CompletedTask });
        Assert.Contains("the credentials that PrepareRequest adds are not good enough", await _rig.ListErrorAsync(repository), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_the_index_names_and_the_server_does_not_have_is_told()
    {
        _rig.Server.Answer = r => r.Path == HttpRepositoryRig.Index ? _rig.Files.Answer(r) : new(404);
        Assert.Contains("m/1/model.onnx answers 404 (not there), though the index names it", await _rig.DownloadErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_tried_again(int status)
    {
        _rig.Server.Answer = r => _rig.Server.To(r.Path).Count() < 3 ? new(status) : _rig.Files.Answer(r);
        Assert.Equal([1], await _rig.DownloadAsync());
        Assert.Equal(6, _rig.Server.Requests.Count);
    }

    [Fact]
    public async Task What_does_not_pass_is_given_up_after_so_many_attempts()
    {
        _rig.Server.Answer = _ => new(500);
        await _rig.ListErrorAsync(_rig.Repository(s => s with { MaxAttempts = 3 }));
        Assert.Equal(3, _rig.Server.Requests.Count);
    }

    [Fact]
    public async Task A_server_nobody_listens_at_is_tried_again_too()
    {
        _rig.Server.Dispose();
        Assert.Contains("cannot be read: ", await _rig.ListErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20")]
    [InlineData("Sat, 01 Jan 2028 00:00:20 GMT")]
    public async Task A_pause_that_the_server_asks_for_is_kept(string retryAfter)
    {
        var clock = new FakeTimeProvider(new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _rig.Server.Answer = r => _rig.Server.Requests.Count == 1 ? new WebAnswer(503).With("Retry-After", retryAfter) : _rig.Files.Answer(r);
        var listed = HttpRepositoryRig.ListedAsync("m", _rig.Repository(s => s with { ReadTimeout = TimeSpan.FromDays(1) }, time: clock));
        await Eventually.True(() => _rig.Server.Requests.Count == 1);
        // The pause begins a moment after the answer was sent.
        await Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            return clock.GetUtcNow() > clock.Start + TimeSpan.FromSeconds(19) || _rig.Server.Requests.Count > 1;
        });
        Assert.Single(_rig.Server.Requests);
        await Eventually.True(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            return listed.IsCompleted;
        });
        Assert.Equal("1", await listed);
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_left_alone()
    {
        _rig.Server.Answer = _ => new WebAnswer(429).With("Retry-After", "3600");
        Assert.Contains("answers 429 (too many requests)", await _rig.ListErrorAsync(), StringComparison.Ordinal);
        Assert.Single(_rig.Server.Requests);
    }

    [Fact]
    public async Task Every_request_is_prepared_and_a_new_one_is_made_for_each_attempt()
    {
        var prepared = 0;
        _rig.Server.Answer = r => r["Authorization"] is null ? new(401) : _rig.Server.Requests.Count == 1 ? new(503) : _rig.Files.Answer(r);
        var repository = _rig.Repository(s => s with { PrepareRequest = (request, _) => Authorize(request, $"Bearer {++prepared}") });
        Assert.Equal([1], await _rig.DownloadAsync(repository));
        Assert.Equal(["Bearer 1", "Bearer 2", "Bearer 3"], _rig.Server.Requests.Select(r => r["Authorization"]));
    }

    [Fact]
    public async Task What_prepares_requests_may_fail_and_is_named()
    {
        var calls = 0;
        var repository = _rig.Repository(s => s with { PrepareRequest = (_, _) => ++calls < 3 ? throw new HttpRequestException("no token yet") : throw new InvalidOperationException("no key") });
        Assert.Contains("PrepareRequest failed", await _rig.ListErrorAsync(repository), StringComparison.Ordinal);
        Assert.Equal(3, calls);
        Assert.Empty(_rig.Server.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_redirect_to_another_server_is_followed_without_credentials(string host)
    {
        using var other = new WebServer(_rig.Files.Answer);
        _rig.Server.Answer = r => new WebAnswer(302).With("Location", $"http://{host}:{other.Port}{r.Path}");
        var repository = _rig.Repository(s => s with { PrepareRequest = (request, _) => Authorize(request, "Bearer secret") });
        Assert.Equal([1], await _rig.DownloadAsync(repository));
        Assert.All(_rig.Server.Requests, r => Assert.Equal("Bearer secret", r["Authorization"]));
        Assert.Equal(2, other.Requests.Count);
        Assert.All(other.Requests, r => Assert.True(r["Authorization"] is null && r["X-Key"] is null));
    }

    [Fact]
    public async Task A_handler_of_the_hosts_own_does_not_follow_redirects_by_itself()
    {
        using var other = new WebServer(_rig.Files.Answer);
        _rig.Server.Answer = r => new WebAnswer(302).With("Location", $"{other.Address}{r.Path[1..]}");
        foreach (var create in new Func<HttpMessageHandler>[] { () => new HttpClientHandler(), () => new PassingHandler { InnerHandler = new SocketsHttpHandler() } })
        {
            var repository = _rig.Repository(s => s with { CreateHandler = create, PrepareRequest = (request, _) => Authorize(request, "Bearer secret") });
            Assert.Equal([1], await _rig.DownloadAsync(repository));
        }
        Assert.Equal(4, other.Requests.Count);
        Assert.All(other.Requests, r => Assert.True(r["Authorization"] is null && r["X-Key"] is null));
    }

    [Fact]
    public async Task A_redirect_on_the_same_server_keeps_credentials()
    {
        _rig.Server.Answer = r => r.Path.StartsWith("/moved", StringComparison.Ordinal)
            ? _rig.Files.Answer(r with { Path = r.Path["/moved".Length..] })
            : new WebAnswer(307).With("Location", "/moved" + r.Path);
        var repository = _rig.Repository(s => s with { PrepareRequest = (request, _) => Authorize(request, "Bearer secret") });
        Assert.Equal([1], await _rig.DownloadAsync(repository));
        Assert.All(_rig.Server.Requests, r => Assert.Equal("Bearer secret", r["Authorization"]));
    }

    [Fact]
    public async Task Redirects_without_an_end_are_given_up()
    {
        _rig.Server.Answer = r => new WebAnswer(301).With("Location", r.Path);
        Assert.Contains("one redirect to the next", await _rig.ListErrorAsync(), StringComparison.Ordinal);
        Assert.Equal(6, _rig.Server.Requests.Count);
    }

    [Theory]
    [InlineData("https://models.example.com/index.json", "http://models.example.com/index.json", true)]
    [InlineData("https://models.example.com/index.json", "http://127.0.0.1/index.json", false)]
    [InlineData("http://127.0.0.1/index.json", "http://models.example.com/index.json", false)]
    [InlineData("http://127.0.0.1/index.json", "file:///etc/passwd", true)]
    public async Task A_redirect_to_what_is_not_encrypted_is_refused(string from, string to, bool allowInsecure)
    {
        var asked = new List<string>();
        HttpResponseMessage Redirect(HttpRequestMessage request)
        {
            asked.Add(request.RequestUri!.OriginalString);
            return new(HttpStatusCode.Found) { Headers = { Location = new Uri(to) } };
        }
        var repository = _rig.Repository(s => new HttpRepositorySettings { Index = new(from), AllowInsecure = allowInsecure, CreateHandler = () => new StubHandler(Redirect) });
        Assert.Contains("which is not encrypted", await _rig.ListErrorAsync(repository), StringComparison.Ordinal);
        Assert.Equal([from], asked);
    }

    [Fact]
    public async Task Preparing_cannot_send_a_request_elsewhere()
    {
        using var other = new WebServer(_rig.Files.Answer);
        var repository = _rig.Repository(s => s with
        {
            PrepareRequest = (request, _) =>
            {
                request.RequestUri = new(other.Address, HttpRepositoryRig.Index);
                return ValueTask.CompletedTask;
            },
        });
        Assert.Contains("changed the server", await _rig.ListErrorAsync(repository), StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Secrets_in_a_query_are_not_told()
    {
        _rig.Server.Answer = _ => new(404);
        var repository = _rig.Repository(s => s with { Index = new(s.Index + "?sig=secret") });
        var error = await _rig.ListErrorAsync(repository);
        Assert.Contains(_rig.IndexAddress.ToString(), error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.Equal(HttpRepositoryRig.Index + "?sig=secret", Assert.Single(_rig.Server.Requests).Path);
    }

    private static ValueTask Authorize(HttpRequestMessage request, string value)
    {
        request.Headers.Add("Authorization", value);
        request.Headers.Add("X-Key", value);
        return ValueTask.CompletedTask;
    }

    private sealed class StubHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }

    private sealed class PassingHandler : DelegatingHandler;
}
