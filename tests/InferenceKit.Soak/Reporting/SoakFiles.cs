using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceKit.Soak.Reporting;

/// <summary>What a soak found, in files: a picture for people, and everything for programs.</summary>
internal static class SoakFiles
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write(SoakResult result, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "soak.svg"), SoakPicture.Draw(result));
        var document = new
        {
            schema = 1,
            passed = result.Failures.Count == 0,
            result.Failures,
            result.Seed,
            result.Duration,
            result.WarmUp,
            machine = new { Environment.ProcessorCount, os = Environment.OSVersion.ToString(), runtime = Environment.Version.ToString() },
            result.Requests,
            result.MemoryGiven,
            result.Measurements,
            result.Outcomes,
            result.Fallbacks,
            result.OutcomesByCaller,
            result.Faults,
            result.Changes,
            result.Messages,
            result.Violations,
            result.Texts,
            series = result.Trends.Select(judged => new
            {
                judged.Series.Name,
                judged.Series.Unit,
                judged.Trend,
                samples = judged.Series.Samples.Select(sample => new[] { Math.Round(sample.Seconds, 2), Math.Round(sample.Value, 3) }),
            }),
        };
        File.WriteAllText(Path.Combine(folder, "soak.json"), JsonSerializer.Serialize(document, Options) + "\n");
    }
}
