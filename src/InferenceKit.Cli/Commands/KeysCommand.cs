using System.CommandLine;
using InferenceKit.Cli.CommandLine;
using InferenceKit.Cli.Output;
using InferenceKit.Cli.Signing;

namespace InferenceKit.Cli.Commands;

/// <summary><c>keys new NAME</c></summary>
internal sealed class KeysCommand : Command
{
    private readonly Argument<string> _name = new("NAME") { Description = "The files are NAME.key.pem and NAME.pub.pem." };

    public KeysCommand(bool isTerminal)
        : base("keys", "Makes keys that sign manifests.")
    {
        var create = new Command("new", "Makes a private and a public key.") { _name };
        create.Run(isTerminal, (parsed, _) => Task.FromResult<ToolResult>(Create(parsed.GetRequiredValue(_name))));
        Add(create);
    }

    private static KeyReport Create(string name)
    {
        var report = new KeyReport(Path.GetFullPath(name + ".key.pem"), Path.GetFullPath(name + ".pub.pem"));
        SigningKey.Create(report.PrivateKey, report.PublicKey);
        return report;
    }
}
