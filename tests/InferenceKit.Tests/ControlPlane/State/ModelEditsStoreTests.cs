using System.Text;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.Tests.ControlPlane.State;

public sealed class ModelEditsStoreTests
{
    private readonly MemoryModelStateStore _documents = new();

    [Fact]
    public async Task Reads_back_what_was_changed()
    {
        var store = new ModelEditsStore(_documents);
        Assert.Equal(ModelEdits.None, await store.ReadAsync("m", default));
        await store.ChangeAsync("m", e => e with { Pinned = "4", Previous = ["3"] }, default);
        var edits = await store.ReadAsync("M", default);
        Assert.Equal(("4", "3", false), (edits.Pinned, Assert.Single(edits.Previous!), edits.Unloaded));
    }

    [Fact]
    public async Task Writes_the_documented_form()
    {
        await new ModelEditsStore(_documents).ChangeAsync("m", e => e with { Pinned = "4" }, default);
        var json = Encoding.UTF8.GetString((await _documents.ReadAsync("m", default))!.Json.Span);
        Assert.Equal("{\n  \"schema\": 1,\n  \"pinned\": \"4\"\n}", json);
    }

    [Fact]
    public async Task Loses_no_change_when_many_write_at_once()
    {
        var store = new ModelEditsStore(_documents);
        // No more writers than attempts, so that even the unluckiest gets its turn.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            () => store.ChangeAsync("m", e => e with { Pinned = e.Pinned + "x" }, default))));
        Assert.Equal(10, (await store.ReadAsync("m", default)).Pinned!.Length);
    }

    [Fact]
    public async Task Keeps_what_others_wrote_into_the_same_document()
    {
        await Write("""{ "schema": 1, "aliases": { "stable": "3" } }""");
        await new ModelEditsStore(_documents).ChangeAsync("m", e => e with { Unloaded = true }, default);
        var json = Encoding.UTF8.GetString((await _documents.ReadAsync("m", default))!.Json.Span);
        Assert.Contains("\"stable\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "schema": 2, "pinned": "4" }""", "schema 2")]
    [InlineData("not json", "not valid")]
    [InlineData("null", "null")]
    [InlineData("""{ "schema": 1, "pinned": 4 }""", "not valid")]
    public async Task Refuses_and_leaves_alone_what_it_does_not_know(string json, string reason)
    {
        await Write(json);
        var store = new ModelEditsStore(_documents);
        var read = await Assert.ThrowsAsync<InvalidDataException>(async () => await store.ReadAsync("m", default));
        Assert.Contains(reason, read.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => store.ChangeAsync("m", e => e with { Pinned = "1" }, default));
        Assert.Equal(json, Encoding.UTF8.GetString((await _documents.ReadAsync("m", default))!.Json.Span));
    }

    [Fact]
    public async Task Announces_writes_and_refuses_stale_ones()
    {
        var token = _documents.GetReloadToken();
        await Write("{}");
        Assert.True(token.HasChanged);
        Assert.False(_documents.GetReloadToken().HasChanged);
        Assert.False(await _documents.TryWriteAsync("m", new() { Json = "{}"u8.ToArray() }, expectedETag: null, default));
    }

    private async Task Write(string json) =>
        Assert.True(await _documents.TryWriteAsync("m", new() { Json = Encoding.UTF8.GetBytes(json) }, null, default));
}
