using InferenceKit.Sessions;

namespace InferenceKit.Testing.Faults;

/// <summary>Loads sessions whose runs can fail, and fails loads.</summary>
internal sealed class FaultSessionFactory(ISessionFactory sessions, FaultInjector faults, TimeProvider time) : ISessionFactory
{
    public Task PrepareAsync() => sessions.PrepareAsync();

    public string? FindProblem(SessionSettings settings) => sessions.FindProblem(settings);

    public ModelSession Load(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken)
    {
        if (!faults.Strikes(FaultKind.LoadFailure, model.Name, model.Version))
            return new FaultSession(sessions.Load(model, path, settings, cancellationToken), model, faults, time);
        var message = $"Model {model} cannot be loaded: a fault was injected (LoadFailure).";
        throw new SessionLoadException(message, new InjectedFaultException(FaultKind.LoadFailure, message));
    }

    // Measured run times decide whether there is a trial load. It takes no decision of a rule, or the same seed would not repeat the same faults.
    public ModelSession LoadForTrial(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken) =>
        new FaultSession(sessions.LoadForTrial(model, path, settings, cancellationToken), model, faults, time);
}
