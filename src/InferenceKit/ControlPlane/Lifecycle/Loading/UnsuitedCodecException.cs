namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>A codec that says of itself that it does not suit a version; the message is for people.</summary>
internal sealed class UnsuitedCodecException(string message, Exception cause) : Exception(message, cause);
