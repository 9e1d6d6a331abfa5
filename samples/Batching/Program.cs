using Batching;
using InferenceKit;

int[] callers = [1, 8, 64];
var failed = 0;
foreach (var subject in (Subject[])[Subject.Wide(), Subject.Images()])
{
    Screen.Title(subject, "Many callers");
    await using var off = await Server.StartAsync(subject, BatchingMode.Off);
    await using var auto = await Server.StartAsync(subject, BatchingMode.Auto);
    var (without, with) = (new List<CallersRound>(), new List<CallersRound>());
    foreach (var count in callers)
    {
        without.Add(await CallersRound.RunAsync(off, subject, count));
        with.Add(await CallersRound.RunAsync(auto, subject, count));
    }
    Screen.Callers(without, with);
    failed += without.Concat(with).Sum(round => round.Failed);
}

foreach (var subject in (Subject[])[Subject.Small(), Subject.Wide()])
{
    Screen.Title(subject, "Many rows of one caller");
    await using var server = await Server.StartAsync(subject, BatchingMode.Auto);
    Screen.Many(await ManyRows.RunAsync(server, subject));
}

Screen.Failed(failed);
return failed == 0 ? 0 : 1;
