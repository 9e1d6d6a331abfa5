using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace InferenceKit.Tests.Docs;

/// <summary>A block of C# taken apart: usings, types and statements, each at its line of the page.</summary>
internal sealed class CSharpBlock
{
    private readonly CodeBlock _block;
    private readonly CompilationUnitSyntax _unit;

    public CSharpBlock(CodeBlock block)
    {
        _block = block;
        _unit = CSharpSyntaxTree.ParseText(block.Text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview)).GetCompilationUnitRoot();
        Types = [.. _unit.Members.Where(member => member is not GlobalStatementSyntax)];
    }

    public IReadOnlyList<MemberDeclarationSyntax> Types { get; }

    /// <summary>Whether the statements go on where those of the block before ended.</summary>
    public bool Continues => _block.Mark.Split(' ').Contains("continues");

    public string Usings => Only(_unit.Usings);

    /// <summary>Everything that is neither using nor type; also what the parser could not place, so that it is complained of.</summary>
    public string Statements => At(_block.FirstLine, Blank(_block.Text, [.. _unit.Usings.Select(u => u.Span), .. Types.Select(t => t.FullSpan)]));

    public string TextOf(MemberDeclarationSyntax type) => Only([type]);

    public static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declared => declared.Identifier.ValueText + "`" + ((declared as TypeDeclarationSyntax)?.TypeParameterList?.Parameters.Count ?? 0),
        DelegateDeclarationSyntax declared => declared.Identifier.ValueText,
        _ => type.ToString(),
    };

    private string Only(IEnumerable<SyntaxNode> nodes) => string.Concat(nodes.Select(node =>
        At(_block.FirstLine + node.GetLocation().GetLineSpan().StartLinePosition.Line, node.ToString())));

    private string At(int line, string text) => $"\n#line {line} \"{_block.Page}\"\n{text}\n";

    // Line feeds stay, so that the lines of the rest do.
    private static string Blank(string text, IEnumerable<TextSpan> spans)
    {
        var characters = text.ToCharArray();
        foreach (var span in spans)
            for (var i = span.Start; i < span.End; i++)
                if (characters[i] != '\n') characters[i] = ' ';
        return new(characters);
    }
}
