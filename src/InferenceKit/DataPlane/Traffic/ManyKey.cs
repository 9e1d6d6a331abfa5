using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Traffic;

/// <summary>Many rows have no key of their own: those of several callers may be among them, and one version answers all.</summary>
internal readonly struct ManyKey : IKeyedCall
{
    public string? KeyOf(ModelRegistration registration) => null;
}
