using System.Globalization;

namespace InferenceKit.Sessions.Onnx.Faults;

/// <summary>
/// What follows when an arena with a limit refuses memory. It may be full of free regions that are too small: a run that asks for it gives them
/// back at its end, even one that fails, so the next has another chance.
/// </summary>
internal static class ArenaRefusal
{
    public const string Words = "Available memory of";
    private const string Requested = "requested bytes of ";

    /// <summary>Runs again with an arena that was shrunk before.</summary>
    /// <param name="refused">How the run ended.</param>
    /// <param name="maxBytes">The limit.</param>
    /// <param name="run">Runs with options by which the arena shrinks afterwards.</param>
    public static RunOutcome RunAgain(RunOutcome refused, long maxBytes, Func<RunOutcome> run)
    {
        var outcome = refused;
        // The first of these runs is likely to be refused as well, but its end shrinks the arena.
        for (var i = 0; i < 2 && outcome.Status == RunStatus.OutOfMemory && MayFit(outcome.Message, maxBytes); i++) outcome = run();
        return outcome;
    }

    private static bool MayFit(string? message, long maxBytes)
    {
        if (message is null || !message.Contains(Words, StringComparison.Ordinal)) return false;
        var at = message.IndexOf(Requested, StringComparison.Ordinal);
        if (at < 0) return false;
        var digits = message.AsSpan(at + Requested.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes <= maxBytes;
    }
}
