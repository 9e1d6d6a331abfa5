using System.Globalization;
using InferenceKit.ControlPlane.State;
using InferenceKit.Tests.Children;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.State;

/// <summary>Processes that do nothing but write state are killed at random points of it.</summary>
public sealed class StateCrashTests : IDisposable
{
    private const string Model = "m";

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string StatePath => _folder["state"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 55)]
    [InlineData(2, 55)]
    public async Task A_killed_writer_leaves_the_state_before_or_after_its_last_write(int seed, int kills)
    {
        var random = new Random(seed);
        var (stored, halves) = (0L, 0);
        for (var i = 0; i < kills; i++)
        {
            if (i % 10 == 9)
            {
                Directory.Delete(StatePath, recursive: true);
                stored = 0;
            }
            using var child = await ChildProcess.StartAsync("edit", StatePath, Model);
            child.Go();
            // Some before the first write of all is told, most in the midst of a later one.
            var told = i % 3 == 0 ? stored : NumberOf((await child.ReadLineAsync())!);
            await Task.Delay(random.Next(0, 30), Ct);
            await child.KillAsync();
            foreach (var line in await child.ReadToEndAsync()) told = NumberOf(line);
            halves += Leftovers().Length;
            stored = await CheckAsync(told);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{halves} of {kills} kills left a half file.");
    }

    /// <summary>What the state holds: what was told last or, with nobody alive to tell of it, the one after.</summary>
    private async Task<long> CheckAsync(long told)
    {
        // It came to nothing at all.
        if (!Directory.Exists(StatePath))
        {
            Assert.Equal(0, told);
            return 0;
        }
        // The system has let go of it: no waiting.
        using (new FileStream(_folder["state/model.m.json.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
        }
        using var files = new FileModelStateStore(StatePath, null, NullLogger.Instance, TimeProvider.System);
        var store = new ModelEditsStore(files);
        var edits = await store.ReadAsync(Model, Ct);
        var number = long.Parse(edits.AliasOrNull("stable") ?? "0", CultureInfo.InvariantCulture);
        Assert.InRange(number, told, told + 1);
        CheckWhole(edits, number);
        // The next write sweeps what the killed one left, and changes nothing here.
        CheckWhole(await store.ChangeAsync(Model, e => e with { Pinned = e.Pinned }, Ct), number);
        Assert.Empty(Leftovers());
        Assert.Equal(["model.m.json", "model.m.json.lock"], Directory.GetFiles(StatePath).Select(Path.GetFileName).Order());
        return number;
    }

    /// <summary>Everything in the state is of one and the same write.</summary>
    private static void CheckWhole(ModelEdits edits, long number)
    {
        var text = number == 0 ? null : number.ToString(CultureInfo.InvariantCulture);
        Assert.Equal((text, text), (edits.Pinned, edits.Serving));
        Assert.Equal(Numbers(Math.Max(1, number - ModelEdits.MaxPrevious), number - 1).Reverse(), edits.Previous ?? []);
        Assert.Equal(
            Numbers(Math.Max(1, number - ModelEdits.MaxAudit / 2 + 1), number).SelectMany(n => new[] { n, n }),
            (edits.Audit ?? []).Select(a => a.To!));
    }

    private static IEnumerable<string> Numbers(long first, long last)
    {
        for (var i = first; i <= last; i++) yield return i.ToString(CultureInfo.InvariantCulture);
    }

    private static long NumberOf(string line)
    {
        Assert.StartsWith("wrote ", line, StringComparison.Ordinal);
        return long.Parse(line.AsSpan("wrote ".Length), CultureInfo.InvariantCulture);
    }

    private string[] Leftovers() => Directory.Exists(StatePath) ? Directory.GetFiles(StatePath, ".*.tmp") : [];
}
