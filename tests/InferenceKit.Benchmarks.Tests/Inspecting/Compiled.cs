using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace InferenceKit.Benchmarks.Tests.Inspecting;

/// <summary>Compiles code as a user's project would: nullable, with the implicit usings.</summary>
internal static class Compiled
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    public static void Check(string code)
    {
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        var compilation = CSharpCompilation.Create(
            "skeleton",
            [CSharpSyntaxTree.ParseText(code), CSharpSyntaxTree.ParseText(ImplicitUsings)],
            trusted.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        var problems = compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).ToArray();

        Assert.True(problems.Length == 0, $"{string.Join('\n', problems.Select(p => p.ToString()))}\n\n{code}");
    }
}
