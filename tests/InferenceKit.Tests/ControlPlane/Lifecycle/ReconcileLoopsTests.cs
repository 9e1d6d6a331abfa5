namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>What wakes the loops of the models goes on although a repository or a state store fails.</summary>
public sealed class ReconcileLoopsTests
{
    [Fact]
    public async Task A_repository_that_gives_no_change_token_for_a_while_is_watched_again()
    {
        await using var rig = new LifecycleRig();
        rig.Add(1, "times 1");
        await rig.StartAsync();
        Assert.Equal("1 times 1", rig.Answer);

        rig.Repository.TokenFault = new IOException("out of reach");
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Answer == "2 times 2");
        rig.Add(3, "times 3");
        rig.Repository.TokenFault = null;
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.True(() => rig.Answer == "3 times 3");
        rig.Add(4, "times 4");
        await Eventually.True(() => rig.Answer == "4 times 4");
    }

    [Fact]
    public async Task A_host_starts_although_neither_gives_a_token_and_follows_both_later()
    {
        var state = new FaultyStateStore { TokenFault = new IOException("no state") };
        await using var rig = new LifecycleRig(state: state);
        rig.Repository.TokenFault = new IOException("no repository");
        rig.Add(1, "times 1");
        await rig.StartAsync();
        Assert.Equal("1 times 1", rig.Answer);

        (state.TokenFault, rig.Repository.TokenFault) = (null, null);
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        rig.Add(2, "times 2");
        await Eventually.True(() => rig.Answer == "2 times 2");
        await Eventually.True(() => !rig.Status.IsStatePending);
        var reads = state.Reads;
        // Another host's write. Of another model, as this host has written the state of its own.
        Assert.True(await state.TryWriteAsync("other", new() { Json = """{ "schema": 1 }"""u8.ToArray() }, null, TestContext.Current.CancellationToken));
        await Eventually.True(() => state.Reads > reads);
    }
}
