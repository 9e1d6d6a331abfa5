using System.CommandLine;

namespace InferenceKit.Cli.CommandLine;

/// <summary>Options that several commands have. Made anew for each: a symbol knows its command.</summary>
internal static class CommonOptions
{
    /// <summary>What hosts have that set an alias for what is stable.</summary>
    public const string DefaultSelector = "@stable|latest";

    public static Option<string?> State() => new("--state") { Description = "The state folder of the hosts (State:Path).", HelpName = "DIR" };

    public static Option<string> RequiredState() => new("--state") { Description = "The state folder of the hosts (State:Path).", HelpName = "DIR", Required = true };

    public static Option<string> RequiredRepository() => new("--repository") { Description = "The repository's folder.", HelpName = "DIR", Required = true };

    public static Option<string?> Lock() => new("--lock") { Description = "The hosts' lock file (Trust:LockFile).", HelpName = "FILE" };

    public static Option<string[]> Keys() => new("--key") { Description = "A public key that signatures have to be by; may come again.", HelpName = "FILE" };

    public static Option<string> Selector() => new("--selector")
    {
        Description = "The selector that the hosts have (Models:NAME:Version).",
        HelpName = "SELECTOR",
        DefaultValueFactory = _ => DefaultSelector,
    };

    public static Option<string?> By() => new("--by") { Description = "The author, for the audit. Default: user@machine.", HelpName = "WHO" };

    public static Option<string?> Reason() => new("--reason") { Description = "Why, for the audit.", HelpName = "TEXT" };

    public static Option<bool> NoVerify() => new("--no-verify") { Description = "Do not load the version first." };
}
