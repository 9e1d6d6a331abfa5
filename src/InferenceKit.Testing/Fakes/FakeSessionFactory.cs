using InferenceKit.Sessions;

namespace InferenceKit.Testing;

/// <summary>Makes sessions of fake models, and real ones of all others.</summary>
internal sealed class FakeSessionFactory(FakeModels models, ISessionFactory others) : ISessionFactory
{
    public string? FindProblem(SessionSettings settings) => others.FindProblem(settings);

    public ModelSession Load(ModelId model, string path, SessionSettings settings, CancellationToken cancellationToken) =>
        models.TryGetValue(model, out var fake) ? fake.CreateSession() : others.Load(model, path, settings, cancellationToken);
}
