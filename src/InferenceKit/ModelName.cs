using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace InferenceKit;

/// <summary>The one rule for names of models and versions; it keeps every name a safe path segment.</summary>
internal static class ModelName
{
    public const string Rule =
        "it must have 1 to 128 characters, letters, digits, '.', '_' or '-', and begin with a letter or a digit";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Names of models are compared ignoring case, as configuration keys are.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    public static bool IsValid([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= 128 }
        && char.IsAsciiLetterOrDigit(name[0])
        && !name.AsSpan().ContainsAnyExcept(Allowed);
}
