using InferenceKit.ControlPlane.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>State that this version of the library cannot read: a later one wrote it, or it is damaged.</summary>
public sealed class UnreadableStateTests : IDisposable
{
    private const string Model = LifecycleRig.Model;
    private const string Later = """{ "schema": 2, "aliases": { "stable": "3" }, "quorum": [1] }""";
    private const string Half = """{ "schema": 1, "aliases": { "sta""";

    private readonly TempFolder _folder = new();
    private readonly FileModelStateStore _store;

    public UnreadableStateTests() => _store = new(_folder["state"], null, NullLogger.Instance, TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string StateFile => _folder[$"state/model.{Model}.json"];

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Later, "has schema 2; this version of the library reads schema 1")]
    [InlineData(Half, "is not valid")]
    public async Task A_state_that_becomes_unreadable_is_left_alone_and_what_serves_stays(string content, string why)
    {
        await using var rig = Rig("@stable|1");
        await rig.StartAsync();
        await rig.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct);
        await Eventually.True(() => !rig.Status.IsStatePending);
        await File.WriteAllTextAsync(StateFile, content, Ct);

        Func<Task>[] edits =
        [
            () => rig.Lifecycle.SetAliasAsync(Model, "stable", "3", cancellationToken: Ct),
            () => rig.Lifecycle.RemoveAliasAsync(Model, "stable", cancellationToken: Ct),
            () => rig.Lifecycle.LoadAsync(Model, "1", cancellationToken: Ct),
            () => rig.Lifecycle.UnloadAsync(Model, cancellationToken: Ct),
            () => rig.Lifecycle.ReloadAsync(Model, cancellationToken: Ct),
        ];
        foreach (var edit in edits)
        {
            var error = await Assert.ThrowsAsync<InferenceException>(edit);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
            Assert.Equal("2 times 2", rig.Answer);
        }
        await Eventually.True(() => rig.Status.Error?.Contains(why, StringComparison.Ordinal) == true);
        Assert.Equal(ModelVersion.FromNumber(2), rig.Status.Aliases["stable"]);
        AssertUntouched(content);
    }

    [Fact]
    public async Task A_rollback_serves_although_the_state_is_of_a_later_schema_and_leaves_it_alone()
    {
        await using (var rig = Rig("@stable|1"))
        {
            await rig.StartAsync();
            await rig.Lifecycle.SetAliasAsync(Model, "stable", "2", cancellationToken: Ct);
            await Eventually.True(() => !rig.Status.IsStatePending);
            await File.WriteAllTextAsync(StateFile, Later, Ct);
            await rig.Lifecycle.RollbackAsync(Model, cancellationToken: Ct);
            Assert.Equal(("1 times 1", true), (rig.Answer, rig.Status.IsStatePending));
            await Eventually.True(() => rig.Status.Error?.Contains("not stored yet", StringComparison.Ordinal) == true);
            Assert.Contains("schema 2", rig.Status.Error!, StringComparison.Ordinal);
        }
        AssertUntouched(Later);
    }

    [Theory]
    [InlineData(Later, "schema 2")]
    [InlineData(Half, "is not valid")]
    [InlineData("", "is not valid")]
    public async Task A_host_that_finds_its_state_unreadable_starts_by_its_selectors_and_says_so(string content, string why)
    {
        _folder.Write($"state/model.{Model}.json", content);
        await using (var rig = Rig("@stable|2"))
        {
            await rig.StartAsync();
            Assert.Equal("2 times 2", rig.Answer);
            Assert.Contains(why, rig.Status.Error!, StringComparison.Ordinal);
            await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetAliasAsync(Model, "stable", "3", cancellationToken: Ct));
            AssertUntouched(content);
            // Somebody looks after it.
            File.Delete(StateFile);
            await rig.Lifecycle.SetAliasAsync(Model, "stable", "3", cancellationToken: Ct);
            await Eventually.True(() => rig.Status.Error is null);
            Assert.Equal("3 times 3", rig.Answer);
        }
    }

    [Fact]
    public async Task A_required_model_that_only_the_unreadable_state_could_name_a_version_of_fails_the_start_with_the_reason()
    {
        _folder.Write($"state/model.{Model}.json", Half);
        await using var rig = Rig("@stable");
        var start = rig.StartAsync();
        await Eventually.True(() => rig.Status.Error?.Contains("is not valid", StringComparison.Ordinal) == true);
        await Eventually.True(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(10));
            return start.IsCompleted;
        });
        var error = await Assert.ThrowsAsync<InferenceException>(() => start);
        Assert.Contains($"The state of model '{Model}' is not valid", error.Message, StringComparison.Ordinal);
        AssertUntouched(Half);
    }

    private void AssertUntouched(string content)
    {
        Assert.Equal(content, File.ReadAllText(StateFile));
        Assert.Empty(Directory.GetFiles(_folder["state"], ".*"));
    }

    private LifecycleRig Rig(string selector)
    {
        var rig = new LifecycleRig(settings: s => s with { Version = selector, KeepPrevious = 1 }, state: _store);
        for (var i = 1; i <= 3; i++) rig.Add(i, $"times {i}");
        return rig;
    }
}
