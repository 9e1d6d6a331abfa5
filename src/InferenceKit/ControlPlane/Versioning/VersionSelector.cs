using System.Diagnostics.CodeAnalysis;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.ControlPlane.Versioning;

/// <summary>One alternative of a selector.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Text">The version, alias or digest; empty for latest.</param>
internal sealed record VersionAlternative(VersionAlternativeKind Kind, string Text);

internal enum VersionAlternativeKind
{
    Latest,
    Version,
    Alias,
    Digest,
}

/// <summary>Which version is wanted: alternatives in order of preference, as in <c>@stable|latest</c>. Immutable.</summary>
internal sealed class VersionSelector
{
    private VersionSelector(string text, VersionAlternative[] alternatives)
    {
        Text = text;
        Alternatives = alternatives;
    }

    public static VersionSelector Latest { get; } = new("latest", [new(VersionAlternativeKind.Latest, "")]);

    public string Text { get; }

    public IReadOnlyList<VersionAlternative> Alternatives { get; }

    public override string ToString() => Text;

    /// <summary>Reads a selector; <paramref name="problem"/> says what is wrong with a bad one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionSelector? selector, [NotNullWhen(false)] out string? problem)
    {
        selector = null;
        var alternatives = new List<VersionAlternative>();
        foreach (var part in text.Split('|', StringSplitOptions.TrimEntries))
        {
            if (part.Equals("latest", StringComparison.OrdinalIgnoreCase)) alternatives.Add(new(VersionAlternativeKind.Latest, ""));
            else if (part.StartsWith('@') && ModelName.IsValid(part[1..])) alternatives.Add(new(VersionAlternativeKind.Alias, part[1..]));
            else if (part.StartsWith(ContentDigest.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                var digest = part.ToLowerInvariant();
                if (!ContentDigest.IsValid(digest))
                {
                    problem = $"'{part}' is no digest: it must be '{ContentDigest.Prefix}' and 64 hexadecimal digits";
                    return false;
                }
                alternatives.Add(new(VersionAlternativeKind.Digest, digest));
            }
            else if (ModelName.IsValid(part)) alternatives.Add(new(VersionAlternativeKind.Version, part));
            else
            {
                problem = $"'{part}' is neither 'latest' nor a version nor an '@alias' nor a 'sha256:…' digest: {ModelName.Rule}";
                return false;
            }
        }
        selector = new(text, alternatives.ToArray());
        problem = null;
        return true;
    }
}
