using CsCheck;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.Tests.ControlPlane.State;

public sealed class ModelEditChangesTests
{
    private static readonly ModelAuditRecord Audit = new() { Time = DateTimeOffset.UnixEpoch, Kind = ModelEditKind.Load, By = "test" };

    [Fact]
    public void The_same_turn_of_many_hosts_counts_once()
    {
        var edits = ModelEdits.None.MoveTo("1", "2");
        Assert.Equal(("2", "1"), (edits.Serving, Assert.Single(edits.Previous!)));
        Assert.Same(edits, edits.MoveTo("1", "2"));
        Assert.Same(edits, edits.MoveTo(null, "002"));
    }

    [Fact]
    public void Turns_and_rollbacks_are_those_of_a_stack_without_repetition() =>
        Gen.Int[-1, 6].List[0, 40].Sample(steps =>
        {
            var edits = ModelEdits.None with { Serving = "0" };
            var (serving, stack) = (0, new List<int>());
            foreach (var step in steps)
            {
                if (step < 0)
                {
                    if (stack.Count == 0) continue;
                    edits = edits.RollBack(null, $"{stack[0]}", Audit);
                    serving = stack[0];
                    stack.RemoveAt(0);
                    continue;
                }
                edits = edits.MoveTo(null, $"{step}");
                if (step == serving) continue;
                stack.Insert(0, serving);
                serving = step;
                stack.RemoveAll(v => v == serving);
                stack = [.. stack.Distinct().Take(ModelEdits.MaxPrevious)];
            }
            return edits.Serving == $"{serving}" && (edits.Previous ?? []).SequenceEqual(stack.Select(v => $"{v}"));
        });

    [Fact]
    public void What_is_remembered_has_limits()
    {
        var edits = ModelEdits.None;
        for (var i = 0; i < 500; i++) edits = edits.MoveTo(null, $"{i}").SetAlias("stable", $"{i}", Audit);
        Assert.Equal((ModelEdits.MaxPrevious, ModelEdits.MaxAudit), (edits.Previous!.Length, edits.Audit!.Length));
        for (var i = 1; i < ModelEdits.MaxAliases; i++) edits = edits.SetAlias($"a{i}", "1", Audit);
        Assert.Throws<InferenceException>(() => edits.SetAlias("one-more", "1", Audit));
    }

    [Fact]
    public void A_rollback_moves_the_alias_that_decides_and_pins_otherwise()
    {
        var edits = (ModelEdits.None with { Serving = "3", Previous = ["2", "1"] }).SetAlias("stable", "3", Audit);
        var moved = edits.RollBack("stable", "1", Audit);
        Assert.Equal(("1", null, "1", null), (moved.AliasOrNull("stable"), moved.Pinned, moved.Serving, moved.Previous));
        var pinned = edits.RollBack(null, "2", Audit);
        Assert.Equal(("3", "2", "2", "1"), (pinned.AliasOrNull("stable"), pinned.Pinned, pinned.Serving, Assert.Single(pinned.Previous!)));
    }

    [Fact]
    public void Every_state_reads_back_as_it_was_written()
    {
        var edits = (ModelEdits.None with { Pinned = "4", Unloaded = true }).MoveTo("1", "2").SetAlias("stable", "2", Audit).SetAlias("Stable", "1", Audit);
        var read = ModelEditsText.Read("m", ModelEditsText.Write(edits));
        Assert.True(read.WantsSameAs(edits));
        Assert.Equal(edits.Previous, read.Previous);
        Assert.Equal(ModelEditsText.Write(edits), ModelEditsText.Write(read));
    }

    [Theory]
    [InlineData("""{ "schema": 1, "pinned": "../4" }""", "pinned is not a version")]
    [InlineData("""{ "schema": 1, "aliases": { "stable": "a b" } }""", "alias 'stable'")]
    [InlineData("""{ "schema": 1, "aliases": { "../x": "1" } }""", "name that is none")]
    [InlineData("""{ "schema": 1, "aliases": { "stable": null } }""", "alias 'stable'")]
    [InlineData("""{ "schema": 1, "previous": ["1", null] }""", "previous")]
    [InlineData("""{ "schema": 1, "previous": ["1","2","3","4","5","6","7","8","9","10","11"] }""", "11 versions")]
    [InlineData("""{ "schema": 1, "pinned": "1", "pinned": "2" }""", "not valid")]
    [InlineData("""{ "schema": 1, "audit": [ null ] }""", "audit")]
    [InlineData("""{ "schema": 1, "audit": [ {} ] }""", "not valid")]
    public void A_state_that_names_what_is_no_version_or_says_a_thing_twice_is_refused(string json, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => ModelEditsText.Read("m", System.Text.Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_state_nested_without_end_is_refused()
    {
        var bomb = """{ "schema": 1, "other": """ + new string('[', 100_000);
        Assert.Throws<InvalidDataException>(() => ModelEditsText.Read("m", System.Text.Encoding.UTF8.GetBytes(bomb)));
        Assert.Throws<InvalidDataException>(() => ModelEditsText.Read("m", new byte[ModelEditsText.MaxBytes + 1]));
    }
}
