using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InferenceKit.Tests.Docs;

/// <summary>
/// Makes one source text of the C# blocks of a page. The rule for authors:
/// <list type="bullet">
/// <item>a block is statements, types, or both, with its own <c>using</c> lines where a program would need them;</item>
/// <item>types may be used by all blocks of their page; of two with one name, the one above is used above, and then the other;</item>
/// <item>statements see the members of <see cref="Ambient"/> and may declare variables of the same names;</item>
/// <item>a block marked <c>```csharp continues</c> sees the variables of the block with statements before it;</item>
/// <item><c>Payment</c> and <c>PaymentCodec</c> are those of <c>samples/QuickStart</c>, unless the page declares its own;</item>
/// <item>what is not meant to compile is no <c>csharp</c> block but <c>text</c>.</item>
/// </list>
/// </summary>
internal static class PageProgram
{
    /// <summary>What a page may take as given.</summary>
    private const string Ambient = """
        static string[] args = [];
        static Microsoft.Extensions.Hosting.HostApplicationBuilder builder = null!;
        static Microsoft.Extensions.DependencyInjection.IServiceCollection services = null!;
        static System.IServiceProvider provider = null!;
        static Microsoft.Extensions.Configuration.IConfiguration configuration = null!;
        static InferenceKit.IInferenceClient client = null!;
        static InferenceKit.IModelLifecycle lifecycle = null!;
        static Payment payment = null!;
        static InferenceKit.IPredictor<Payment, float> predictor = null!;
        static Microsoft.Extensions.Logging.ILogger logger = null!;
        static System.Threading.CancellationToken cancellationToken;
        """;

    /// <summary>One text for each set of blocks that compile together.</summary>
    public static IEnumerable<string> Make(IReadOnlyList<CSharpBlock> blocks)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            var chain = i;
            while (chain > 0 && blocks[chain].Continues) chain--;
            yield return Make(blocks, blocks.Take(new Range(chain, i + 1)), upTo: i);
        }
    }

    private static string Make(IReadOnlyList<CSharpBlock> page, IEnumerable<CSharpBlock> statements, int upTo)
    {
        var source = new StringBuilder();
        foreach (var block in page) source.Append(block.Usings);
        foreach (var text in VisibleTypes(page, upTo)) source.Append(text);
        source.Append("\n#line hidden\n#pragma warning disable\nfile static class Block {\n").Append(Ambient);
        source.Append("\n#pragma warning restore\nstatic async System.Threading.Tasks.Task Run() {\n");
        foreach (var block in statements) source.Append(block.Statements);
        source.Append(CultureInfo.InvariantCulture, $"\n#line hidden\n}} }}\n");
        return source.ToString();
    }

    // The nearest declaration at or above the block; where there is none, the first below it.
    private static IEnumerable<string> VisibleTypes(IReadOnlyList<CSharpBlock> page, int upTo)
    {
        var declared = new Dictionary<string, (CSharpBlock Block, MemberDeclarationSyntax Type)>(StringComparer.Ordinal);
        for (var i = 0; i < page.Count; i++)
            foreach (var type in page[i].Types)
            {
                var name = CSharpBlock.NameOf(type);
                if (i <= upTo || !declared.ContainsKey(name)) declared[name] = (page[i], type);
            }
        return declared.Values.Select(found => found.Block.TextOf(found.Type));
    }
}
