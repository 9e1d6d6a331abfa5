using Microsoft.CodeAnalysis;

namespace InferenceKit.Tests.Sources;

/// <summary>One use of a type.</summary>
/// <param name="Folder">The folder of the file that uses it.</param>
/// <param name="Where">The place.</param>
/// <param name="Type">The type.</param>
/// <param name="DeclaredIn">The folder that declares it, or null for a type of another assembly.</param>
internal sealed record TypeUse(string Folder, Location Where, INamedTypeSymbol Type, string? DeclaredIn)
{
    public bool IsIn(string region) => IsWithin(Folder, region);

    public bool UsesRegion(string region) => DeclaredIn is not null && IsWithin(DeclaredIn, region);

    public bool UsesOnnxRuntime => Type.ContainingAssembly?.Name.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal) == true;

    public override string ToString()
    {
        var line = Where.GetLineSpan();
        return $"{RepositoryRoot.Relative(line.Path)}({line.StartLinePosition.Line + 1}): {Type.ToDisplayString()}";
    }

    private static bool IsWithin(string folder, string region) =>
        folder == region || folder.StartsWith(region + "/", StringComparison.Ordinal);
}
