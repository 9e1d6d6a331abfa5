using System.Globalization;
using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Inspecting;

/// <summary>Everything about one version, or one model file.</summary>
internal sealed record InspectedVersion(
    string Path, string? Model, string? Version, string Digest, long Bytes, IReadOnlyList<InspectedFile> Files,
    InspectedSignature Signature, ModelMetadata? Metadata, InspectedManifest? Manifest) : ToolResult
{
    public override void WriteTo(TextReport report)
    {
        report.Fields(
            ("path", Path), ("model", Model), ("version", Version), ("digest", Digest), ("size", PlainText.Bytes(Bytes)));
        WriteMetadata(report);
        Manifest?.WriteTo(report);
        report.Line();
        var values = new TextTable("value", "name", "type", "optional");
        foreach (var input in Signature.Inputs) values.Add("input", input.Name, input.Type, PlainText.YesNo(input.IsOptional));
        foreach (var output in Signature.Outputs) values.Add("output", output.Name, output.Type, null);
        report.Table(values);
        report.Line(Signature.HasRows ? "The first dimension counts rows." : "Its inputs have no dimension that counts rows.");
        report.Line();
        var files = new TextTable("file", "size", "sha256");
        foreach (var file in Files) files.Add(file.Name, PlainText.Bytes(file.Bytes), file.Sha256);
        report.Table(files);
    }

    private void WriteMetadata(TextReport report)
    {
        if (Metadata is not { } it) return;
        report.Fields(
            ("producer", $"{it.Producer} {it.ProducerVersion}".Trim()), ("domain", it.Domain), ("graph", it.Graph), ("description", it.Description),
            ("format", it.IrVersion is { } ir ? $"ONNX IR {ir.ToString(CultureInfo.InvariantCulture)}" : null),
            ("opsets", string.Join(", ", it.Opsets.Select(o => $"{o.Key} {o.Value.ToString(CultureInfo.InvariantCulture)}"))));
        report.Fields([.. it.Properties.Select(p => ($"property {p.Key}", (string?)p.Value))]);
    }
}
