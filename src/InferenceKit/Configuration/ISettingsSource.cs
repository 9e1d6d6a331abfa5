using Microsoft.Extensions.Primitives;

namespace InferenceKit.Configuration;

/// <summary>Gives the last good snapshot. Thread-safe.</summary>
internal interface ISettingsSource
{
    /// <summary>The last good snapshot. The first read validates, and throws with every error at once.</summary>
    InferenceSettings Current { get; }

    /// <summary>What was wrong with the last reload; empty when it was good.</summary>
    IReadOnlyList<string> Refused { get; }

    /// <summary>A token that fires once when <see cref="Current"/> has changed; never for a bad reload.</summary>
    IChangeToken GetReloadToken();
}
