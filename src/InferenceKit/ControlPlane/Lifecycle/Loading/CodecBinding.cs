using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>Binds a model's codecs to a version: the check that the version suits the code that uses it.</summary>
internal static class CodecBinding
{
    /// <exception cref="UnsuitedCodecException">A codec does not suit; the message says which, and what there is.</exception>
    /// <exception cref="InvalidOperationException">A codec failed in another way, which is a fault of the codec.</exception>
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
            // The exceptions by which the library reports a missing input or output to a codec, and by which codecs refuse a signature.
            throw e is InferenceException or NotSupportedException ? new UnsuitedCodecException(message, e) : new InvalidOperationException(message, e);
        }
    }
}
