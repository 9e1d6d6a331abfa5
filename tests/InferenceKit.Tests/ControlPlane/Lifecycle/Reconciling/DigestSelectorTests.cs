using InferenceKit.Tests.ControlPlane.Repository.Locking;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Reconciling;

public sealed class DigestSelectorTests
{
    private readonly CatalogueRepository _catalogue = new();

    [Fact]
    public async Task Picks_the_content_whatever_its_number()
    {
        await using var rig = Rig(Pins.DigestOf("times 2").ToUpperInvariant());
        _catalogue.Set(1, "times 1");
        _catalogue.Set(7, "times 2");
        _catalogue.Set(9, "times 3");
        await rig.StartAsync();
        Assert.Equal(("7 times 2", null), (rig.Answer, rig.Status.Error));
        // From the highest down until it was found; then once more to be staged.
        Assert.Equal("9 7 7", _catalogue.HandedOver);
    }

    [Fact]
    public async Task Each_content_is_hashed_once()
    {
        await using var rig = Rig(Pins.DigestOf("times 5") + "|1");
        _catalogue.Set(1, "times 1");
        _catalogue.Set(2, "times 2");
        await rig.StartAsync();
        Assert.Equal("1 times 1", rig.Answer);
        Assert.Equal("2 1 1", _catalogue.HandedOver);
        _catalogue.Set(3, "times 5");
        await Eventually.True(() => rig.Answer == "3 times 5");
        Assert.Equal("2 1 1 3 3", _catalogue.HandedOver);
    }

    [Fact]
    public async Task What_the_lock_or_the_repository_names_is_not_hashed()
    {
        await using var rig = Rig(Pins.DigestOf("times 2"));
        Pins.Write(rig.LockFile, ("fraud", "2", Pins.DigestOf("times 2")), ("fraud", "3", Pins.DigestOf("times 3")));
        _catalogue.Set(2, "times 2");
        _catalogue.Set(3, "times 3");
        _catalogue.Set(4, "times 4", Pins.DigestOf("times 4"));
        await rig.StartAsync();
        Assert.Equal("2 times 2", rig.Answer);
        Assert.Equal("2", _catalogue.HandedOver);
    }

    [Fact]
    public async Task A_version_that_only_claims_the_digest_is_refused()
    {
        await using var rig = Rig(Pins.DigestOf("times 2"));
        _catalogue.Set(1, "times 1", Pins.DigestOf("times 2"));
        var error = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains($"Its files have digest {Pins.DigestOf("times 1")}, but it was selected by digest {Pins.DigestOf("times 2")}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_none_has_it_the_problem_lists_those_there_are_and_what_cannot_be_told()
    {
        await using var rig = Rig(Pins.DigestOf("times 2"));
        _catalogue.Set(1, "times 1");
        _catalogue.Set(2, "unreadable");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains($"no version has digest {Pins.DigestOf("times 2")}; there are: 2, 1 ({Pins.DigestOf("times 1")[..19]}…)", error.Message, StringComparison.Ordinal);
        Assert.Contains("the digest of version 2 cannot be told: It cannot be read", error.Message, StringComparison.Ordinal);
        _catalogue.Set(2, "times 2");
        await Eventually.True(() => rig.Answer == "2 times 2");
    }

    [Fact]
    public async Task A_version_that_could_not_be_read_is_tried_again_after_a_pause()
    {
        await using var rig = new LifecycleRig(settings: m => m with { Version = Pins.DigestOf("times 1") });
        rig.Add(1, "times 1");
        rig.Repository.MaterializeFault = new IOException("The share is away.");
        await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        rig.Repository.MaterializeFault = null;
        await Eventually.True(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            return rig.Answer == "1 times 1";
        });
    }

    [Fact]
    public async Task With_RequireLock_only_locked_versions_are_hashed_and_selected()
    {
        await using var rig = Rig(Pins.DigestOf("times 9"));
        rig.Settings.Change(s => s with { Trust = s.Trust with { RequireLock = true } });
        Pins.Write(rig.LockFile, ("fraud", "1", Pins.DigestOf("times 1")));
        _catalogue.Set(1, "times 1");
        _catalogue.Set(9, "times 9");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains("version 9 in the repository is not in the lock file", error.Message, StringComparison.Ordinal);
        Assert.Equal("", _catalogue.HandedOver);
    }

    [Fact]
    public async Task Other_selectors_hash_nothing()
    {
        await using var rig = Rig("latest");
        _catalogue.Set(1, "times 1");
        _catalogue.Set(2, "times 2");
        await rig.StartAsync();
        Assert.Equal("2", _catalogue.HandedOver);
    }

    private LifecycleRig Rig(string selector) => new(repository: _catalogue, settings: m => m with { Version = selector });
}
