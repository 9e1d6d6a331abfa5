using AbTest;

await using var experiment = await Experiment.StartAsync();
var lifecycle = experiment.Lifecycle;

var before = await experiment.SendAsync(20_000);
Screen.Show("90 to 10", before);

// 10 % -> 50 % in four steps, while requests go on.
await lifecycle.SetTrafficAsync(Experiment.Model, new()
{
    WeightPercents = { ["challenger"] = 50 },
    Ramp = new() { Steps = 4, Interval = TimeSpan.FromMilliseconds(200) },
}, new() { By = "sample" });
var ramp = await experiment.SendAsync(40_000);
while (experiment.Traffic.Ramp is not null)
    await Task.Delay(20);
Screen.Show("while it ramps", ramp);

var after = await experiment.SendAsync(20_000);
Screen.Show("50 to 50", after);
Screen.ShowMoved(before, after, least: 0.4);

foreach (var report in experiment.Shadows.Reports)
    Console.WriteLine($"\n{report}");

// The challenger has won: it becomes the primary, and its variant gets no more traffic.
await lifecycle.SetAliasAsync(Experiment.Model, "stable", "2", new() { By = "sample", Reason = "it won" });
await lifecycle.SetTrafficAsync(Experiment.Model, new() { WeightPercents = { ["challenger"] = 0 } }, new() { By = "sample" });
var promoted = await experiment.SendAsync(10_000);
Screen.Show("promoted", promoted);

await lifecycle.RollbackAsync(Experiment.Model, new() { By = "sample", Reason = "a complaint" });
var back = await experiment.SendAsync(10_000);
Screen.Show("rolled back", back);

Console.WriteLine($"\nversions that answered: {string.Join(", ", after.Versions)}; promoted {string.Join(", ", promoted.Versions)}; rolled back {string.Join(", ", back.Versions)}");
foreach (var edit in lifecycle.Models.Single().Audit)
    Console.WriteLine($"{edit.Kind,-13} {edit.From} -> {edit.To} {edit.Reason}");
Console.WriteLine($"100,000 requests, {experiment.Failed} failed");
return experiment.Failed;
