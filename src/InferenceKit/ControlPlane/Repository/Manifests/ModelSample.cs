
namespace InferenceKit;

/// <summary>
/// Inputs of a model and the outputs expected of them. A version with samples serves only where it gives these outputs.
/// Immutable.
/// </summary>
public sealed class ModelSample
{
    /// <summary>Makes a sample.</summary>
    /// <param name="name">A name for messages, unique among the samples of a version: 1 to 128 characters.</param>
    /// <param name="inputs">The inputs, in any order; their memory must not be owned by the values (<see cref="TensorValue.Own{T}"/>).</param>
    /// <exception cref="ArgumentException">The name is blank, too long or has a control character.</exception>
    public ModelSample(string name, params ReadOnlySpan<NamedValue> inputs)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!IsValidName(name)) throw new ArgumentException("A sample's name has at most 128 characters and no control character.", nameof(name));
        Name = name;
        Inputs = inputs.ToArray();
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<NamedValue> Inputs { get; }

    /// <summary>
    /// The outputs expected: all, or only those to compare. Default: none, which <see cref="ModelPublisher"/> takes to record
    /// what the model gives.
    /// </summary>
    public IReadOnlyList<NamedValue> Outputs { get; init; } = [];

    /// <summary>How far outputs may be off. Default: null, <see cref="SampleTolerance.DefaultFor"/> of each output's type.</summary>
    public SampleTolerance? Tolerance { get; init; }

    internal static bool IsValidName(string name) => name.Length is > 0 and <= 128 && !string.IsNullOrWhiteSpace(name) && !name.Any(char.IsControl);
}
