using System.Collections.Concurrent;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Serving.Resilience;

/// <summary>What is known of a version's inputs and outputs without its session, and so after it has gone. Thread-safe.</summary>
/// <param name="id">Model and version.</param>
/// <param name="signature">The version's.</param>
/// <param name="codecs">One bound codec for each of the model's registration, in its order.</param>
internal sealed class VersionBinding(ModelId id, ModelSignature signature, object[] codecs)
{
    private readonly ConcurrentDictionary<ConstantOutputs, (ConstantRow? Row, string? Problem)> _constants = new();

    public ModelId Id => id;

    public ModelSignature Signature => signature;

    public object[] Codecs => codecs;

    /// <summary>A row of constant outputs as this version would give it.</summary>
    /// <returns>Null where they do not suit its outputs, and why.</returns>
    public ConstantRow? RowOf(ConstantOutputs constant, out string? problem)
    {
        // Few: those of the configuration and of the reloads since the version came.
        var (row, why) = _constants.GetOrAdd(constant, static (c, s) => (ConstantRow.TryCreate(s, c.Outputs, out var p), p), signature);
        problem = why;
        return row;
    }
}
