using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Traffic;

/// <summary>A call whose input may say its routing key.</summary>
internal interface IKeyedCall
{
    /// <summary>The key of its input; null where the model has none. Runs user code and may throw.</summary>
    string? KeyOf(ModelRegistration registration);
}
