using InferenceKit.Sessions;

namespace InferenceKit.DependencyInjection;

/// <summary>
/// Stands between the library and what it loads from, whichever repository and sessions those are. None is registered as a
/// rule, and then nothing stands there.
/// </summary>
internal interface ISourceDecorator
{
    /// <summary>Wraps where all versions come from, those held in memory included.</summary>
    IModelRepository Decorate(IModelRepository repository);

    /// <summary>Wraps what makes sessions.</summary>
    ISessionFactory Decorate(ISessionFactory sessions);
}
