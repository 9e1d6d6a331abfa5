using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Output;

/// <summary>
/// Where results and errors go. Results, and with <c>--json</c> the error too, are the one document on the standard output;
/// errors are one line on the other, always.
/// </summary>
internal sealed class ToolOutput(TextWriter output, TextWriter error, bool json, bool isTerminal)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        // It is no part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public int Write(ToolResult result)
    {
        if (json) output.WriteLine(JsonSerializer.Serialize(result, result.GetType(), Format));
        else result.WriteTo(new(output, isTerminal));
        return (int)result.Exit();
    }

    public int Fail(Failure failure)
    {
        var message = PlainText.OneLine(failure.Message);
        if (json) output.WriteLine(JsonSerializer.Serialize(new ErrorDocument(new(failure.Code, message)), Format));
        error.WriteLine($"error: {message}");
        return (int)failure.Code;
    }
}
