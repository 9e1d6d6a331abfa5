namespace InferenceKit;

/// <summary>Finds what two signatures have differently, for messages to people.</summary>
internal static class SignatureComparison
{
    public static List<string> Differences(ModelSignature expected, ModelSignature actual)
    {
        var found = new List<string>();
        Compare("input", expected.Inputs, actual.Inputs, found);
        Compare("output", expected.Outputs, actual.Outputs, found);
        return found;
    }

    private static void Compare(
        string what, IReadOnlyList<ValueSpec> expected, IReadOnlyList<ValueSpec> actual, List<string> found)
    {
        foreach (var spec in expected)
        {
            var other = actual.FirstOrDefault(a => a.Name == spec.Name);
            if (other is null) found.Add($"{what} '{spec.Name}' ({spec}) is missing");
            else if (spec.IsOptional && !other.IsOptional) found.Add($"{what} '{spec.Name}' ({other}) is no longer optional");
            else if (!AreAlike(spec, other)) found.Add($"{what} '{spec.Name}' is {other}, not {spec}");
        }
        foreach (var spec in actual)
            if (!spec.IsOptional && expected.All(e => e.Name != spec.Name))
                found.Add($"{what} '{spec.Name}' ({spec}) is new");
    }

    private static bool AreAlike(ValueSpec a, ValueSpec b) =>
        a.Kind == b.Kind && a.ElementType == b.ElementType && a.KeyType == b.KeyType && a.ItemKind == b.ItemKind
        && a.HasKnownRank == b.HasKnownRank && a.Shape.SequenceEqual(b.Shape);
}
