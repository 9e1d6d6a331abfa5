namespace InferenceKit.Sessions;

/// <summary>Loads sessions. Thread-safe.</summary>
internal interface ISessionFactory
{
    /// <summary>
    /// Begins, on another thread, what every first load needs and no settings decide. May be called again; what fails
    /// is found and said when a model loads.
    /// </summary>
    /// <returns>Completes when that is over, well or not.</returns>
    Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Checks what can be checked without a model.</summary>
    /// <returns>Null, or why no session of these settings can exist here: what is available and what to install.</returns>
    string? FindProblem(SessionSettings settings);

    /// <summary>Loads on the calling thread, with no other threads than the settings allow.</summary>
    /// <exception cref="SessionLoadException">The file is no model that can run here; the message says why.</exception>
    ModelSession Load(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken);

    /// <summary>Loads what is loaded already once more, to be compared with it.</summary>
    /// <exception cref="SessionLoadException">As of <see cref="Load"/>.</exception>
    ModelSession LoadForTrial(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken) =>
        Load(model, path, settings, cancellationToken);
}
