namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>What a server answers, and how badly.</summary>
internal sealed record WebAnswer(int Status)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    /// <summary>Bytes of the body after which the connection breaks.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>Bytes of the body after which nothing more comes, for ever.</summary>
    public int? StallAfter { get; init; }

    /// <summary>Whether the length is not said in advance.</summary>
    public bool IsChunked { get; init; }

    /// <summary>Whether only the end of the connection ends the body.</summary>
    public bool IsUntilClose { get; init; }

    public WebAnswer With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}
