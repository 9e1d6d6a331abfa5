using InferenceKit.Benchmarks.Inspecting;
using Spectre.Console;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Shows what a model takes and gives, and writes a codec for it.</summary>
internal static class InspectCommand
{
    public static int Run(string[] arguments, IAnsiConsole console)
    {
        if (arguments is not [var path])
            throw new UsageException("inspect takes one path of a model.");

        var signature = ModelReader.ReadSignature(path);
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "name", "type and shape");
        foreach (var input in signature.Inputs)
            table.AddRow(input.IsOptional ? "input, optional" : "input", Markup.Escape(input.Name), Markup.Escape(input.ToString()));
        foreach (var output in signature.Outputs)
            table.AddRow("output", Markup.Escape(output.Name), Markup.Escape(output.ToString()));
        console.Write(table);
        console.WriteLine(signature.HasRows
            ? "Several rows can share a run; the codec below sees one row."
            : "A run takes one row: no dimension counts rows in every input and output.");
        console.WriteLine();

        // Past the console's wrapping, so that the code can be piped into a file.
        Console.Out.Write(CodecSkeleton.Write(ModelReader.NameOf(path), InspectedModel.Of(signature)));
        return 0;
    }
}
