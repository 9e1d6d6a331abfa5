using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InferenceKit.Tests.Sources;

/// <summary>
/// The source of the core library with its symbols bound, so that a type is recognized wherever it is used and
/// however it is written.
/// </summary>
internal sealed class SourceFolder
{
    private static readonly Lazy<SourceFolder> Loaded = new(() => new());

    private readonly string _root = RepositoryRoot.At("src", "InferenceKit");
    private readonly CSharpCompilation _compilation;

    private readonly Lazy<IReadOnlyList<TypeUse>> _uses;

    private SourceFolder()
    {
        _uses = new(() => [.. FindUses()]);
        var files = Directory.EnumerateFiles(_root, "*.cs", SearchOption.AllDirectories)
            .Where(path => FolderOf(path).Split('/')[0] is not ("bin" or "obj"));
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        Files = [.. files.Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path))];
        _compilation = CSharpCompilation.Create(
            "InferenceKit", [.. Files, CSharpSyntaxTree.ParseText(CompilerReferences.ImplicitUsings, options)],
            CompilerReferences.Without("InferenceKit"), new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    public static SourceFolder Core => Loaded.Value;

    public IReadOnlyList<SyntaxTree> Files { get; }

    /// <summary>Problems of binding itself; what source generators would add is missing and shows here.</summary>
    public IEnumerable<Diagnostic> Errors => _compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>The folder of a file in the project, as in <c>ControlPlane/State</c>; empty for the root.</summary>
    public string FolderOf(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetRelativePath(_root, path))!;
        return folder.Replace('\\', '/');
    }

    /// <summary>Every place where a file uses a type or a member of a type.</summary>
    public IReadOnlyList<TypeUse> Uses => _uses.Value;

    private IEnumerable<TypeUse> FindUses()
    {
        foreach (var file in Files)
        {
            var model = _compilation.GetSemanticModel(file);
            foreach (var name in file.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<SimpleNameSyntax>())
                if (TypeOf(model.GetSymbolInfo(name)) is { } type)
                    yield return new(FolderOf(file.FilePath), name.GetLocation(), type, DeclaringFolderOf(type));
        }
    }

    /// <summary>Types that are declared in no other type, each with its file's folder.</summary>
    public IEnumerable<(string Folder, INamedTypeSymbol Type)> Declarations()
    {
        foreach (var file in Files)
        {
            var model = _compilation.GetSemanticModel(file);
            foreach (var node in file.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>())
                if (model.GetDeclaredSymbol(node) is INamedTypeSymbol { ContainingType: null } type)
                    yield return (FolderOf(file.FilePath), type);
        }
    }

    private static INamedTypeSymbol? TypeOf(SymbolInfo info)
    {
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return (symbol as INamedTypeSymbol ?? symbol?.ContainingType)?.OriginalDefinition;
    }

    private string? DeclaringFolderOf(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.FirstOrDefault() is { SyntaxTree.FilePath: { Length: > 0 } path } ? FolderOf(path) : null;
}
