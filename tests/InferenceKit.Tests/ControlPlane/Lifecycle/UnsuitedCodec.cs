namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>A codec for a model with another input.</summary>
internal sealed class UnsuitedCodec : PredictionCodec<float, float>
{
    public override BoundCodec<float, float> Bind(ModelSignature signature)
    {
        signature.IndexOfInput("amount");
        throw new InvalidOperationException("There should be no such input.");
    }
}
