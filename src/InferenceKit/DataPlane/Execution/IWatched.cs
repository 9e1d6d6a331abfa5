namespace InferenceKit.DataPlane.Execution;

/// <summary>What a <see cref="Watchdog"/> looks at.</summary>
internal interface IWatched
{
    /// <summary>Moves on what makes no progress. Called by one thread at a time; must not block or throw.</summary>
    /// <returns>Whether there is anything to watch over.</returns>
    bool Check();
}
