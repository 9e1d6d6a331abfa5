namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>A version that may not be loaded, whatever it would do; the message is for people.</summary>
internal sealed class VersionRefusedException(string message, Exception? cause = null) : Exception(message, cause);
