namespace InferenceKit.Configuration.Reading;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest edits, or null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var nearest = known.Select(k => (Name: k, Edits: Edits(name, k))).OrderBy(k => k.Edits).FirstOrDefault();
        return nearest.Name is not null && nearest.Edits <= Math.Max(1, (nearest.Name.Length + 1) / 3) ? nearest.Name : null;
    }

    /// <summary>Characters to insert, delete or replace, ignoring case; two that were swapped count as two.</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
