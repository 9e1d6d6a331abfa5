using System.CommandLine;

namespace InferenceKit.Cli.CommandLine;

/// <summary>Arguments that several commands have. Made anew for each: a symbol knows its command.</summary>
internal static class CommonArguments
{
    public static Argument<string> Repository() => new("REPOSITORY") { Description = "The repository's folder: a folder a model, in it a folder a version." };

    public static Argument<string> Model() => new("MODEL") { Description = "The model's name, in whatever case." };

    public static Argument<string?> OptionalModel() => new("MODEL") { Description = "One model only.", Arity = ArgumentArity.ZeroOrOne };

    public static Argument<string?> OptionalVersion() => new("VERSION") { Description = "One version only.", Arity = ArgumentArity.ZeroOrOne };

    public static Argument<string> Alias() => new("ALIAS") { Description = "The alias, with or without its '@'." };
}
