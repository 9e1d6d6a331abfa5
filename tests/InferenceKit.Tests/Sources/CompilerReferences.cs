using Microsoft.CodeAnalysis;

namespace InferenceKit.Tests.Sources;

/// <summary>Every assembly that this test program can load, as references for the compiler.</summary>
internal static class CompilerReferences
{
    public static IEnumerable<MetadataReference> All { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>As <see cref="All"/>, without one assembly: that which is being compiled.</summary>
    public static IEnumerable<MetadataReference> Without(string assembly) =>
        All.Where(reference => Path.GetFileNameWithoutExtension(reference.Display) != assembly);

    /// <summary>The usings that the SDK adds to every file of a library or program.</summary>
    public const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
}
