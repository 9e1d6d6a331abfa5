using System.Globalization;
using System.Text;
using InferenceKit.Configuration;
using InferenceKit.Sessions;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>
/// What a loaded version was made from: content and those settings that only a load can apply. When it differs from
/// that of now, the version is loaded anew.
/// </summary>
internal static class LoadKey
{
    public static string Of(ModelArtifact artifact, ModelSettings settings)
    {
        var session = settings.Session;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{artifact.Fingerprint}|{settings.MaxConcurrency}|{Of(session)}");
        Append(text, session.ProviderOptions);
        Append(text, session.FreeDimensions);
        Append(text, session.SessionEntries);
        return text.ToString();
    }

    // Not by the record's equality: it compares dictionaries by reference, and every reload of the configuration would count as a change.
    private static string Of(SessionSettings session) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{session.Provider}|{session.Threads}|{session.AllowSpinning}|{session.GraphOptimization}|{session.UseArena}|{session.MaxArenaBytes}|{session.Rows}|{session.IncludeRuntimeErrorText}");

    private static void Append<T>(StringBuilder text, IReadOnlyDictionary<string, T> entries)
    {
        text.Append('|');
        if (entries.Count > 0) AppendAll(text, entries);
    }

    // A method of its own, so that a start without such entries compiles none of it.
    private static void AppendAll<T>(StringBuilder text, IReadOnlyDictionary<string, T> entries)
    {
        foreach (var (key, value) in entries.OrderBy(e => e.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{key.Length}:{key}={value};");
    }
}
