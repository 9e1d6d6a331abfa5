using System.Collections.Immutable;

namespace InferenceKit.Serving;

/// <summary>All models as they are served now, by ordinal. Immutable: a request takes one table and keeps to it.</summary>
/// <param name="Models">Every registered model, whether ready or not.</param>
/// <param name="IsShuttingDown">Whether new requests are refused.</param>
internal sealed record ServingTable(ImmutableArray<ServedModel> Models, bool IsShuttingDown)
{
    public ServingTable With(ServedModel model) => this with { Models = Models.SetItem(model.Registration.Ordinal, model) };
}
