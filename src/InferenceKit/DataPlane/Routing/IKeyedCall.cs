using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Routing;

/// <summary>A call whose input may say its routing key.</summary>
internal interface IKeyedCall
{
    /// <summary>The key of its input; null where the model has none. Runs user code and may throw.</summary>
    string? KeyOf(ModelRegistration registration);
}
