using InferenceKit.DependencyInjection;
using InferenceKit.Sessions;

namespace InferenceKit.Testing.Faults;

/// <summary>Puts faults between the library and the sources that it loads from.</summary>
internal sealed class FaultDecorator(FaultInjector faults, TimeProvider time) : ISourceDecorator
{
    public IModelRepository Decorate(IModelRepository repository) => new FaultRepository(repository, faults);

    public ISessionFactory Decorate(ISessionFactory sessions) => new FaultSessionFactory(sessions, faults, time);
}
