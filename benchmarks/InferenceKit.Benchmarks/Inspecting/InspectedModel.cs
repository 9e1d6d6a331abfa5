namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>A model, as far as a codec has to know it.</summary>
/// <param name="Inputs">The inputs that every row must give.</param>
/// <param name="Outputs">The outputs.</param>
/// <param name="HasRows">Whether the first dimension counts rows, so that a codec does not see it.</param>
internal sealed record InspectedModel(IReadOnlyList<InspectedValue> Inputs, IReadOnlyList<InspectedValue> Outputs, bool HasRows)
{
    public static InspectedModel Of(ModelSignature signature) => new(
        [.. signature.Inputs.Where(i => !i.IsOptional).Select(InspectedValue.Of)],
        [.. signature.Outputs.Select(InspectedValue.Of)],
        signature.HasRows);
}
