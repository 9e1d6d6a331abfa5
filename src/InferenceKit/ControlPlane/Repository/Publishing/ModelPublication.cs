using System.Security.Cryptography;

namespace InferenceKit;

/// <summary>What <see cref="ModelPublisher"/> is to publish. Not thread-safe while it is published.</summary>
public sealed class ModelPublication
{
    /// <summary>Names model and files.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="source">
    /// A model file, which becomes <c>model.onnx</c> and brings external data in a file of the usual names beside it
    /// (<c>.data</c>, <c>_data</c>) along; or a folder with all files of the version, of which a manifest is left out.
    /// </param>
    /// <exception cref="ArgumentException">A name is blank, or the model's breaks the rule for names.</exception>
    public ModelPublication(string model, string source)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        if (!ModelName.IsValid(model)) throw new ArgumentException($"'{model}' is not the name of a model: {ModelName.Rule}.", nameof(model));
        Model = model;
        Source = source;
    }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>A model file, or a folder.</summary>
    public string Source { get; }

    /// <summary>The version. Default: null, the number after the highest that there is.</summary>
    public string? Version { get; init; }

    /// <summary>A text for people. Default: null.</summary>
    public string? Description { get; init; }

    /// <summary>What the model was trained on. Default: null.</summary>
    public string? DataSet { get; init; }

    /// <summary>The commit of the code that made it. Default: null.</summary>
    public string? Commit { get; init; }

    /// <summary>Measures of quality by name.</summary>
    public IDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Free texts by name.</summary>
    public IDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Inputs whose outputs are recorded. Each is run twice: outputs that differ beyond the tolerance are refused. Where a
    /// sample has outputs of its own, as from the framework that trained the model, the model has to give them, and they are
    /// what is recorded.
    /// </summary>
    public IList<ModelSample> Samples { get; init; } = [];

    /// <summary>The tolerance of samples without one of their own. Default: null, <see cref="SampleTolerance.DefaultFor"/> of each output's type.</summary>
    public SampleTolerance? Tolerance { get; init; }

    /// <summary>A private key for ECDSA over P-256 that signs the manifest; used during the call and not disposed. Default: null, no signature.</summary>
    public ECDsa? SigningKey { get; init; }
}
