namespace InferenceKit.ControlPlane.Lifecycle.Loading.Verification;

/// <summary>A version that must not serve: its files, its signature or its answers are not what they should be. The message is for people.</summary>
internal sealed class VersionRefusedException(string message, Exception? cause = null) : Exception(message, cause);
