namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>Files that arrive whole over connections that do not.</summary>
public sealed class DownloadTests : IDisposable
{
    private const string Model = "/models/m/1/model.onnx";

    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 / 7))];

    private readonly HttpRepositoryRig _rig = new();

    public DownloadTests() => _rig.Publish("m", "1", Content);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_broken_connection_is_resumed_where_it_broke()
    {
        _rig.Server.Answer = r => _rig.Files.Answer(r) with { BreakAfter = r.Path == Model ? 100_000 : null };
        Assert.Equal(Content, await _rig.DownloadAsync());
        Assert.Equal([null, "bytes=100000-", "bytes=200000-"], _rig.Server.To(Model).Select(r => r["Range"]));
        Assert.All(_rig.Server.To(Model).Skip(1), r => Assert.Equal(WebFiles.ETagOf(Content), r["If-Range"]));
        Assert.Equal(Content.Length + _rig.Files[HttpRepositoryRig.Index].Length, _rig.Server.BodyBytes);
    }

    [Fact]
    public async Task A_connection_that_stalls_is_given_up_and_resumed()
    {
        _rig.Server.Answer = r => _rig.Files.Answer(r) with { StallAfter = r.Path == Model && r["Range"] is null ? 100_000 : null };
        Assert.Equal(Content, await _rig.DownloadAsync(_rig.Repository(s => s with { ReadTimeout = TimeSpan.FromSeconds(1) })));
        Assert.Equal([null, "bytes=100000-"], _rig.Server.To(Model).Select(r => r["Range"]));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        _rig.Server.Answer = r => r.Path == Model ? new WebAnswer(200) { Body = Content, StallAfter = 0 } : _rig.Files.Answer(r);
        var error = await _rig.DownloadErrorAsync(_rig.Repository(s => s with { ReadTimeout = TimeSpan.FromSeconds(0.2), MaxAttempts = 2 }));
        Assert.Contains($"'model.onnx' of m/1 could not be downloaded: {_rig.Server.Address}models/m/1/model.onnx kept waiting for more than 0.2 s (Repository:Http:ReadTimeout)", error, StringComparison.Ordinal);
        Assert.Equal(2, _rig.Server.To(Model).Count());
    }

    [Fact]
    public async Task A_server_without_ranges_starts_over_and_what_is_there_is_skipped()
    {
        _rig.Server.Answer = r => r.Path != Model
            ? _rig.Files.Answer(r)
            : new WebAnswer(200) { Body = Content, BreakAfter = _rig.Server.To(Model).Count() < 3 ? 100_000 * _rig.Server.To(Model).Count() : null };
        Assert.Equal(Content, await _rig.DownloadAsync());
        Assert.Equal(3, _rig.Server.To(Model).Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_length_that_nobody_says_is_found_out(bool isChunked)
    {
        _rig.Server.Answer = r => _rig.Files.Answer(r) with { IsChunked = isChunked, IsUntilClose = !isChunked, BreakAfter = r.Path == Model ? 170_000 : null };
        Assert.Equal(Content, await _rig.DownloadAsync());
        Assert.Equal(2, _rig.Server.To(Model).Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_changes_meanwhile_is_never_stitched_together(bool hasRanges)
    {
        var other = Content.Select(b => (byte)~b).ToArray();
        _rig.Server.Answer = r =>
        {
            if (r.Path != Model) return _rig.Files.Answer(r);
            if (r["Range"] is null) return _rig.Files.Answer(r) with { BreakAfter = 100_000 };
            _rig.Files[Model] = other;
            // Servers there are that give a part of the new file, whatever the condition says.
            return _rig.Files.Answer(hasRanges ? new WebRequest(r.Path, new Dictionary<string, string> { ["Range"] = r["Range"]! }) : r);
        };
        Assert.Contains("changed while it was downloaded", await _rig.DownloadErrorAsync(), StringComparison.Ordinal);
        Assert.Equal(2, _rig.Server.To(Model).Count());
    }

    [Fact]
    public async Task A_file_that_changes_unnoticed_has_another_digest()
    {
        var other = Content.Select(b => (byte)~b).ToArray();
        _rig.Server.Answer = r =>
        {
            var answer = _rig.Files.Answer(r);
            if (r.Path == Model) answer.Headers.Remove("ETag");
            if (r.Path == Model && r["Range"] is null) (answer, _rig.Files[Model]) = (answer with { BreakAfter = 100_000 }, other);
            return answer;
        };
        Assert.Contains("has the SHA-256 ", await _rig.DownloadErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_content_than_the_index_says_is_refused_with_both_digests()
    {
        var other = Content.Select(b => (byte)~b).ToArray();
        _rig.Files[Model] = other;
        var error = await _rig.DownloadErrorAsync();
        Assert.Equal(
            $"'model.onnx' of m/1 from {_rig.Server.Address}models/m/1/model.onnx has the SHA-256 {Sha(other)}, and not {Sha(Content)} as the index says.", error);
    }

    [Theory]
    [InlineData(299_999, false, "has 299999 bytes, and not the 300000 that the index says")]
    [InlineData(300_001, false, "has 300001 bytes, and not the 300000 that the index says")]
    [InlineData(299_999, true, "has fewer than the 300000 bytes that the index says")]
    [InlineData(300_001, true, "has more than the 300000 bytes that the index says")]
    [InlineData(900_000, true, "has more than the 300000 bytes that the index says")]
    public async Task Another_length_than_the_index_says_is_refused_at_once(int length, bool isChunked, string problem)
    {
        _rig.Files[Model] = [.. Content, .. new byte[length]];
        _rig.Files[Model] = _rig.Files[Model][..length];
        _rig.Server.Answer = r => _rig.Files.Answer(r) with { IsChunked = isChunked };
        Assert.Contains(problem, await _rig.DownloadErrorAsync(), StringComparison.Ordinal);
        Assert.Single(_rig.Server.To(Model));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_not_even_asked_for()
    {
        var repository = _rig.Repository(settings: s => s with { MaxFileBytes = 299_999 });
        Assert.Contains("Repository:MaxFileBytes", await _rig.DownloadErrorAsync(repository), StringComparison.Ordinal);
        Assert.Empty(_rig.Server.To(Model));
    }

    [Fact]
    public async Task Content_that_comes_compressed_is_refused()
    {
        _rig.Server.Answer = r => _rig.Files.Answer(r).With("Content-Encoding", r.Path == Model ? "gzip" : "identity");
        Assert.Contains("came compressed", await _rig.DownloadErrorAsync(), StringComparison.Ordinal);
        Assert.All(_rig.Server.Requests, r => Assert.Equal("identity", r["Accept-Encoding"]));
    }

    [Fact]
    public async Task A_connection_that_gives_nothing_any_more_ends_the_attempts()
    {
        _rig.Server.Answer = r => _rig.Files.Answer(r) with { BreakAfter = r.Path != Model ? null : r["Range"] is null ? 100_000 : 0 };
        await _rig.DownloadErrorAsync(_rig.Repository(s => s with { MaxAttempts = 3 }));
        // One that got somewhere and broke, and two that got nowhere.
        Assert.Equal(3, _rig.Server.To(Model).Count());
    }

    [Fact]
    public async Task Files_come_from_where_the_index_says_and_names_are_escaped()
    {
        _rig.Publish("m", "1", [1, 2, 3], "assets/ü & 100% #1.txt");
        _rig.Files["/models/m/1/assets/%C3%BC%20%26%20100%25%20%231.txt"] = [1, 2, 3];
        Assert.Equal([1, 2, 3], await _rig.DownloadAsync(file: "assets/ü & 100% #1.txt"));

        var index = System.Text.Encoding.UTF8.GetString(_rig.Files[HttpRepositoryRig.Index]);
        _rig.Files.Set(HttpRepositoryRig.Index, index.Replace("\"bytes\": 300000", "\"bytes\": 300000, \"path\": \"blobs/it\"", StringComparison.Ordinal));
        _rig.Files["/models/blobs/it"] = Content;
        Assert.Equal(Content, await _rig.DownloadAsync());
        Assert.Single(_rig.Server.To("/models/blobs/it"));
    }

    [Fact]
    public async Task A_version_that_the_index_replaced_since_it_was_listed_is_not_taken_for_the_old_one()
    {
        var repository = _rig.Repository();
        var artifact = await repository.ListAsync("m", TestContext.Current.CancellationToken).SingleAsync(TestContext.Current.CancellationToken);
        _rig.Publish("m", "1", [1]);
        await HttpRepositoryRig.ListedAsync("m", repository);
        var error = await Assert.ThrowsAnyAsync<IOException>(() => repository.MaterializeAsync(artifact, new(Path.GetTempPath()), TestContext.Current.CancellationToken));
        Assert.Contains("has been replaced", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_goes_ends_its_downloads_with_a_reason()
    {
        _rig.Server.Answer = r => _rig.Files.Answer(r) with { StallAfter = r.Path == Model ? 100_000 : null };
        var repository = _rig.Repository();
        var download = _rig.DownloadErrorAsync(repository);
        await Eventually.True(() => _rig.Server.To(Model).Any());
        repository.Dispose();
        Assert.Contains("is not the repository any more", await download, StringComparison.Ordinal);
    }

    private static string Sha(byte[] content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
}
