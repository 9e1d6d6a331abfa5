namespace InferenceKit.Sessions;

/// <summary>A model file that cannot become a session; the message is for people.</summary>
internal sealed class SessionLoadException(string message, Exception? cause = null) : Exception(message, cause);
