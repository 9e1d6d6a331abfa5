using InferenceKit.Sessions;

namespace InferenceKit.Tests.Configuration;

/// <summary>Loads nothing, and finds the problems it is told to.</summary>
internal sealed class StubSessionFactory(Func<SessionSettings, string?>? findProblem = null) : ISessionFactory
{
    public int Loads { get; private set; }

    public string? FindProblem(SessionSettings settings) => findProblem?.Invoke(settings);

    public ModelSession Load(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken)
    {
        Loads++;
        throw new SessionLoadException("This factory loads nothing.");
    }
}
