using System.Globalization;
using InferenceKit.ControlPlane.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.Child;

/// <summary>
/// Writes state for ever, as fast as it can: each time the next number as alias, pin, what serves, and in the audit twice, so
/// that a state is whole only where all of them agree. Says "wrote N" when it has; ends when it cannot, saying "refused MESSAGE",
/// "holds N" and "files NAMES".
/// </summary>
internal static class Edits
{
    public static async Task RunAsync(string state, string model)
    {
        using var files = new FileModelStateStore(state, null, NullLogger.Instance, TimeProvider.System);
        var store = new ModelEditsStore(files);
        await Signals.BeginAsync();
        try
        {
            for (var number = Number(await store.ReadAsync(model, default)) + 1; ; number++)
            {
                var next = number.ToString(CultureInfo.InvariantCulture);
                await store.ChangeAsync(model, edits => Change(edits, next), default);
                Signals.Say($"wrote {next}");
            }
        }
        catch (IOException e)
        {
            Signals.Say($"refused {e.Message}");
        }
        Signals.Say($"holds {Number(await store.ReadAsync(model, default))}");
        Signals.Say($"files {string.Join(' ', Directory.GetFiles(state).Select(Path.GetFileName).Order(StringComparer.Ordinal))}");
    }

    private static long Number(ModelEdits edits) => long.Parse(edits.AliasOrNull("stable") ?? "0", CultureInfo.InvariantCulture);

    private static ModelEdits Change(ModelEdits edits, string next) => edits
        .Pin(next, Record(ModelEditKind.Load, edits.Pinned, next, null))
        .SetAlias("stable", next, Record(ModelEditKind.SetAlias, edits.AliasOrNull("stable"), next, "stable"))
        .MoveTo(null, next);

    private static ModelAuditRecord Record(ModelEditKind kind, string? from, string to, string? alias) =>
        new() { Time = TimeProvider.System.GetUtcNow(), Kind = kind, By = "child", From = from, To = to, Alias = alias, Reason = new('r', 100) };
}
