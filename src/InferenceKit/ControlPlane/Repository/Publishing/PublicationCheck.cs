using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.ControlPlane.Repository.Publishing;

/// <summary>Checks what a publication says, before anything is read or written.</summary>
internal static class PublicationCheck
{
    /// <exception cref="ArgumentException">Something cannot be written into a manifest, or no host would read it there.</exception>
    public static void Check(ModelPublication publication)
    {
        if (FindProblem(publication) is { } problem) throw new ArgumentException($"Model '{publication.Model}' cannot be published: {problem}.", nameof(publication));
    }

    private static string? FindProblem(ModelPublication publication)
    {
        if (publication.Version is { } version && !ModelName.IsValid(version)) return $"'{version}' is not a version: {ModelName.Rule}";
        if (publication.Metrics.Keys.Concat(publication.Properties.Keys).Any(string.IsNullOrEmpty)) return "a metric or property has no name";
        if (publication.Properties.Values.Any(text => text is null)) return "a property is null";
        if (publication.Tolerance?.FindProblem() is { } wrong) return wrong;
        if (publication.SigningKey is { } key && ManifestSigner.FindProblem(key) is { } unsuited) return unsuited;
        if (publication.Samples.Count > ManifestReader.MaxSamples) return $"it has {publication.Samples.Count} samples, and a manifest holds at most {ManifestReader.MaxSamples}";
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sample in publication.Samples)
        {
            if (sample is null) return "a sample is null";
            if (!names.Add(sample.Name)) return $"two samples are called '{sample.Name}'";
            if (sample.Tolerance?.FindProblem() is { } problem) return $"sample '{sample.Name}': {problem}";
            if (sample.Outputs.Any(output => output.Name is null || output.Value is null)) return $"an output of sample '{sample.Name}' has no name or no value";
            if (sample.Outputs.DistinctBy(output => output.Name, StringComparer.Ordinal).Count() < sample.Outputs.Count) return $"sample '{sample.Name}' has an output twice";
        }
        return null;
    }
}
