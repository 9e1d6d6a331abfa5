using System.Text.Json;
using InferenceKit.Tests.Docs;
using InferenceKit.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace InferenceKit.Tests;

public sealed class DocsTests
{
    private static readonly CSharpParseOptions Language = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);

    [Fact]
    public void The_README_shows_code()
    {
        Assert.SkipUnless(File.Exists(MarkdownPage.Readme), "There is no README yet.");
        Assert.Contains(MarkdownPage.Blocks(MarkdownPage.Readme), block => block.Language == "csharp");
    }

    [Fact]
    public void Every_block_of_CSharp_compiles()
    {
        var problems = Pages()
            .SelectMany(page => PageProgram.Make([.. BlocksOf(page, "csharp").Select(block => new CSharpBlock(block))]))
            .SelectMany(Compile)
            .Distinct();
        Assert.Empty(problems);
    }

    [Fact]
    public void Every_block_of_JSON_parses()
    {
        var problems = Pages()
            .SelectMany(page => BlocksOf(page, "json"))
            .Select(block => Parse(block) is { } problem ? $"{block}: {problem}" : null)
            .OfType<string>();
        Assert.Empty(problems);
    }

    [Fact]
    public void Code_is_marked_with_a_language_that_is_checked()
    {
        // "cs", "c#" and "jsonc" would be coloured just as well, and never be compiled.
        var unread = Pages().SelectMany(MarkdownPage.Blocks)
            .Where(block => block.Language is "cs" or "c#" or "jsonc" or "json5");
        Assert.Empty(unread);
    }

    [Fact]
    public void The_check_finds_what_is_wrong_and_where()
    {
        var type = new CSharpBlock(new("page.md", 5, "csharp", "", "using System.Text;\npublic record Sale(double Amount);"));
        var good = new CSharpBlock(new("page.md", 9, "csharp", "", "var sale = new Sale(1);\nawait Task.Yield();\nargs = [new StringBuilder().ToString()];"));
        var more = new CSharpBlock(new("page.md", 19, "csharp", "continues", "Console.WriteLine(sale.Amount);"));
        Assert.Empty(PageProgram.Make([type, good, more]).SelectMany(Compile));
        var bad = new CSharpBlock(new("page.md", 30, "csharp", "", "var x = 1;\n\nvar y = sale;"));
        Assert.StartsWith("page.md(32,9): error CS0103", Assert.Single(PageProgram.Make([type, good, bad]).SelectMany(Compile)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Pages() => MarkdownPage.All().Concat(MarkdownPage.OfPackages());

    private static IEnumerable<CodeBlock> BlocksOf(string page, string language) =>
        MarkdownPage.Blocks(page).Where(block => block.Language == language);

    private static IEnumerable<string> Compile(string source)
    {
        var compilation = CSharpCompilation.Create(
            "Docs",
            [CSharpSyntaxTree.ParseText(source, Language), CSharpSyntaxTree.ParseText(CompilerReferences.ImplicitUsings + ImplicitForDocs, Language), .. QuickStart],
            CompilerReferences.All,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        return compilation.GetDiagnostics()
            .Where(found => found.Severity == DiagnosticSeverity.Error || IsAboutNull(found))
            .Select(found => found.ToString());
    }

    // What a web or worker project would add by itself.
    private const string ImplicitForDocs =
        "global using InferenceKit; global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; "
        + "global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging; global using QuickStart;";

    /// <summary>The types of the sample that every page may speak of.</summary>
    private static readonly SyntaxTree[] QuickStart =
        [.. new[] { "Payment.cs", "PaymentCodec.cs" }.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(RepositoryRoot.At("samples/QuickStart/" + file)), Language))];

    private static bool IsAboutNull(Diagnostic found) =>
        found.Severity == DiagnosticSeverity.Warning && found.Id.StartsWith("CS86", StringComparison.Ordinal);

    private static string? Parse(CodeBlock block)
    {
        // A part of a settings file begins with its key.
        var text = block.Text.TrimStart().StartsWith('"') ? "{" + block.Text + "}" : block.Text;
        try
        {
            JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }).Dispose();
            return null;
        }
        catch (JsonException problem)
        {
            return problem.Message;
        }
    }
}
