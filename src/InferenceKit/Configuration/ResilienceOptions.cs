namespace InferenceKit;

/// <summary>Deadlines of one model.</summary>
public sealed class ResilienceOptions
{
    /// <summary>
    /// Time for one request, from its arrival; a request may ask for less. -1 milliseconds (<c>"-00:00:00.001"</c>) for
    /// no limit. <value>Default: 10 seconds.</value>
    /// </summary>
    public TimeSpan? Timeout { get; set; }
}
