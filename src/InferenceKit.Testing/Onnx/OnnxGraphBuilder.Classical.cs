using InferenceKit.Testing.Onnx;

namespace InferenceKit.Testing;

public abstract partial class OnnxGraphBuilder<TSelf>
{
    /// <summary>Adds trees whose leaves vote on numbers.</summary>
    /// <param name="input">[batch, features].</param>
    /// <param name="trees">The trees.</param>
    /// <param name="output">Float32 [batch, targets].</param>
    /// <param name="targets">How many numbers a row gets: the ids of the leaf weights count from 0 up to here.</param>
    /// <param name="baseValues">What is added to each target; none, or one for each.</param>
    /// <param name="aggregate">How the trees' votes become one number.</param>
    /// <param name="postTransform">What is done to it last.</param>
    /// <exception cref="ArgumentException">No tree, too few base values, or a leaf's id beyond the targets.</exception>
    public TSelf TreeEnsembleRegressor(
        OnnxOperand input,
        IReadOnlyList<OnnxTree> trees,
        string output,
        int targets = 1,
        ReadOnlySpan<float> baseValues = default,
        OnnxTreeAggregate aggregate = OnnxTreeAggregate.Sum,
        OnnxPostTransform postTransform = OnnxPostTransform.None)
    {
        var attributes = TreeAttributes.Of(trees, "target", targets, baseValues);
        attributes.Add(OnnxAttribute.Of("n_targets", targets));
        attributes.Add(OnnxAttribute.Of("aggregate_function", OnnxNames.Of(aggregate)));
        attributes.Add(OnnxAttribute.Of("post_transform", OnnxNames.Of(postTransform)));
        return Node("TreeEnsembleRegressor", [input], [output], attributes.ToArray(), OnnxDomain.Classical);
    }

    /// <summary>Adds trees whose leaves vote on classes.</summary>
    /// <param name="input">[batch, features].</param>
    /// <param name="trees">The trees; a leaf's ids count the <paramref name="labels"/>.</param>
    /// <param name="labels">The classes: integers or texts.</param>
    /// <param name="label">The winning class: Int64 or String [batch].</param>
    /// <param name="scores">Float32 [batch, classes].</param>
    /// <param name="baseValues">What is added to each class; none, or one for each.</param>
    /// <param name="postTransform">What is done to the scores last.</param>
    /// <exception cref="ArgumentException">No tree, labels that are no integers or texts, too few base values, or a leaf's id beyond the labels.</exception>
    public TSelf TreeEnsembleClassifier(
        OnnxOperand input,
        IReadOnlyList<OnnxTree> trees,
        OnnxLabels labels,
        string label,
        string scores,
        ReadOnlySpan<float> baseValues = default,
        OnnxPostTransform postTransform = OnnxPostTransform.None)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var attributes = TreeAttributes.Of(trees, "class", labels.Count, baseValues);
        attributes.Add(labels.ToAttribute("classlabels_int64s", "classlabels_strings"));
        attributes.Add(OnnxAttribute.Of("post_transform", OnnxNames.Of(postTransform)));
        return Node("TreeEnsembleClassifier", [input], [label, scores], attributes.ToArray(), OnnxDomain.Classical);
    }

    /// <summary>Adds <c>(input - offset) * scale</c>, one offset and scale a feature, or one for all. The output is Float32.</summary>
    public TSelf Scaler(OnnxOperand input, ReadOnlySpan<float> offset, ReadOnlySpan<float> scale, string output) =>
        Node("Scaler", [input], [output], [OnnxAttribute.Of("offset", offset), OnnxAttribute.Of("scale", scale)], OnnxDomain.Classical);

    /// <summary>Adds the scores of each row as a map from label to score: <c>sequence(map(Int64 or String, Float32[]))</c>, as scikit-learn's exports end.</summary>
    /// <exception cref="ArgumentException">The labels are no integers or texts.</exception>
    public TSelf ZipMap(OnnxOperand scores, OnnxLabels labels, string output)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Node("ZipMap", [scores], [output], [labels.ToAttribute("classlabels_int64s", "classlabels_strings")], OnnxDomain.Classical);
    }

    /// <summary>Adds a look-up of every element: the value that stands where the element stands among the keys. Needs ai.onnx.ml 2.</summary>
    /// <param name="input">A tensor of the keys' type.</param>
    /// <param name="keys">What to look for.</param>
    /// <param name="values">What to give instead: as many as the keys.</param>
    /// <param name="output">A tensor of the values' type, of the input's shape.</param>
    /// <param name="defaultValue">One value for elements that are no key; by default -1, <c>_Unused</c> or -0.</param>
    /// <exception cref="ArgumentException">Keys and values differ in number, or the default is not one value of the values' type.</exception>
    public TSelf LabelEncoder(OnnxOperand input, OnnxLabels keys, OnnxLabels values, string output, OnnxLabels? defaultValue = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        if (keys.Count != values.Count)
            throw new ArgumentException($"{keys.Count} keys cannot stand beside {values.Count} values.", nameof(values));

        List<OnnxAttribute> attributes =
        [
            keys.ToAttribute("keys_int64s", "keys_strings", "keys_floats"),
            values.ToAttribute("values_int64s", "values_strings", "values_floats"),
        ];
        if (defaultValue is not null)
            attributes.Add(defaultValue.ToDefaultOf(values));

        return Node("LabelEncoder", [input], [output], attributes.ToArray(), OnnxDomain.Classical);
    }
}
