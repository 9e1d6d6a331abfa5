using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>Binds a model's codecs to a version: the check that the version suits the code that uses it.</summary>
internal static class CodecBinding
{
    /// <exception cref="UnsuitedCodecException">A codec does not suit; the message says which, and what there is.</exception>
    /// <exception cref="InvalidOperationException">A codec failed otherwise, which its author has to look into.</exception>
    public static object[] Bind(ModelRegistration registration, IServiceProvider services, ModelSignature signature)
    {
        var bound = new object[registration.Codecs.Length];
        for (var i = 0; i < bound.Length; i++) bound[i] = Bind(registration.Codecs[i], services, signature);
        return bound;
    }

    private static object Bind(CodecRegistration codec, IServiceProvider services, ModelSignature signature)
    {
        try
        {
            return codec.Bind(services, signature);
        }
        catch (Exception e)
        {
            var message = $"The codec {TypeName.Of(codec.InputType)} -> {TypeName.Of(codec.OutputType)} does not suit it: {e.Message} Its signature is {signature}.";
            // The library's own answers to a codec that asks for what the signature lacks, and what codecs refuse by.
            throw e is InferenceException or NotSupportedException ? new UnsuitedCodecException(message, e) : new InvalidOperationException(message, e);
        }
    }
}
