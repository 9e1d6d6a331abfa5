namespace InferenceKit.Tests.ControlPlane.Repository.Http;

/// <summary>What a client asked for.</summary>
internal sealed record WebRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? this[string header] => Headers.GetValueOrDefault(header);
}
