namespace InferenceKit.Cli.Inspecting;

/// <summary>Inputs and outputs as the library sees them. Immutable.</summary>
internal sealed record InspectedSignature(IReadOnlyList<InspectedValue> Inputs, IReadOnlyList<InspectedValue> Outputs, bool HasRows)
{
    public static InspectedSignature Of(ModelSignature signature) => new(
        [.. signature.Inputs.Select(InspectedValue.Of)], [.. signature.Outputs.Select(InspectedValue.Of)], signature.HasRows);
}
