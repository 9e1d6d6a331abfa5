using CsCheck;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Tests.ControlPlane.Repository.Locking;

namespace InferenceKit.Tests.ControlPlane.Versioning;

public sealed class LockUpdateTests
{
    private static readonly Gen<ModelLock> SomeLock = Gen.Select(
        Pins.AnyOf("a", "b", "c"), Gen.Int[1, 4], Gen.Int[1, 3], (model, version, digest) => (model, $"{version}", Pins.Digest(digest)))
        .Array[0, 12].Select(pins => Pins.Of(pins));

    [Fact]
    public void Adds_changes_and_prunes_in_the_order_of_the_file()
    {
        var before = Pins.Of(("b", "1", Pins.Digest(1)), ("b", "2", Pins.Digest(2)), ("a", "9", Pins.Digest(9)));
        var found = Pins.Of(("B", "01", Pins.Digest(7)), ("b", "10", Pins.Digest(3)));
        var kept = LockUpdate.Of(before, found, _ => true, prune: false);
        Assert.Equal(["b/1 changed", "b/10 added"], kept.Changes.Select(Told));
        var pruned = LockUpdate.Of(before, found, _ => true, prune: true);
        Assert.Equal(["a/9 removed", "b/1 changed", "b/2 removed", "b/10 added"], pruned.Changes.Select(Told));
        Assert.Equal(["b"], pruned.Lock.Models);
        // As it was first written, so that a diff shows a digest and not a spelling.
        Assert.Equal(["1", "10"], pruned.Lock.Versions("b").Keys.Select(v => v.ToString()));
        Assert.Equal(["b/1 changed", "b/2 removed", "b/10 added"], LockUpdate.Of(before, found, m => m == "b", prune: true).Changes.Select(Told));
    }

    [Fact]
    public void Pruned_it_is_what_was_found_and_a_second_time_changes_nothing() =>
        Gen.Select(SomeLock, SomeLock).Sample((before, found) =>
        {
            var once = LockUpdate.Of(before, found, _ => true, prune: true);
            return Told(once.Lock) == Told(found) && LockUpdate.Of(once.Lock, found, _ => true, prune: true).Changes.Count == 0
                && (once.Changes.Count == 0) == (Told(before) == Told(found));
        });

    [Fact]
    public void Without_pruning_nothing_is_ever_lost() =>
        Gen.Select(SomeLock, SomeLock).Sample((before, found) =>
        {
            var after = LockUpdate.Of(before, found, _ => true, prune: false);
            return after.Changes.All(c => c.After is not null)
                && before.Models.All(m => before.Versions(m).Keys.All(v => after.Lock.Find(m, v) is not null));
        });

    private static string Told(ModelLockChange change) =>
        $"{change.Id} {(change.Before is null ? "added" : change.After is null ? "removed" : "changed")}";

    private static string Told(ModelLock pins) =>
        string.Join('\n', pins.Models.SelectMany(m => pins.Versions(m).Select(v => $"{m}/{v.Key} {v.Value}")));
}
