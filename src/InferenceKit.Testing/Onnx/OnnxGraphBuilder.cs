using InferenceKit.Testing.Onnx;
using InferenceKit.Testing.Onnx.Graphs;
using InferenceKit.Testing.Onnx.Trees;

namespace InferenceKit.Testing;

/// <summary>The common part of a model and of the body of a loop or branch: inputs, outputs, constants and nodes, each added by a call that returns the builder.</summary>
/// <remarks>Tensors are known by name. A node may only take what stands before it; whether every name has a source is checked when the model is built. Not thread-safe.</remarks>
/// <typeparam name="TSelf">The builder itself.</typeparam>
public abstract class OnnxGraphBuilder<TSelf>
    where TSelf : OnnxGraphBuilder<TSelf>
{
    private protected OnnxGraphBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Content = new GraphContent(name);
    }

    internal GraphContent Content { get; }

    private TSelf Self => (TSelf)this;

    /// <summary>Adds a tensor input.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="element">The type of its elements.</param>
    /// <param name="shape">Sizes (<c>16</c>), symbols (<c>"batch"</c>) or <see cref="OnnxDimension.Dynamic"/>; none at all for a scalar.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public TSelf Input(string name, ElementType element, params ReadOnlySpan<OnnxDimension> shape) =>
        Input(name, OnnxType.Tensor(element, shape));

    /// <summary>Adds an input of any type: a sequence, a map, an optional, or a tensor of any rank.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the type is null.</exception>
    public TSelf Input(string name, OnnxType type)
    {
        Content.Inputs.Add(Value(name, type));
        return Self;
    }

    /// <summary>Adds an input that a caller may leave out: it then has the default value. Its declared shape is the default's.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the default is null.</exception>
    public TSelf OptionalInput(string name, OnnxTensor defaultValue)
    {
        ArgumentNullException.ThrowIfNull(defaultValue);
        var shape = defaultValue.Shape.Select(OnnxDimension.FromSize).ToArray();
        return OptionalInput(name, defaultValue, OnnxType.Tensor(defaultValue.Element, shape));
    }

    /// <summary>Adds an input that a caller may leave out, with a declared type of its own: a wider shape than the default's, say.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the default or the type is null.</exception>
    public TSelf OptionalInput(string name, OnnxTensor defaultValue, OnnxType type)
    {
        ArgumentNullException.ThrowIfNull(defaultValue);
        Content.Inputs.Add(Value(name, type));
        Content.Defaults.Add(new GraphConstant(name, defaultValue));
        return Self;
    }

    /// <summary>Declares a tensor that the graph gives back.</summary>
    /// <param name="name">The name of an input, a constant or a node's output.</param>
    /// <param name="element">The type of its elements.</param>
    /// <param name="shape">As for <see cref="Input(string, ElementType, ReadOnlySpan{OnnxDimension})"/>.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public TSelf Output(string name, ElementType element, params ReadOnlySpan<OnnxDimension> shape) =>
        Output(name, OnnxType.Tensor(element, shape));

    /// <summary>Declares an output of any type: a sequence, a map, an optional, or a tensor of any rank.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the type is null.</exception>
    public TSelf Output(string name, OnnxType type)
    {
        Content.Outputs.Add(Value(name, type));
        return Self;
    }

    /// <summary>Adds a constant that several nodes can take by name. A constant for one node can be given to it directly.</summary>
    /// <exception cref="ArgumentException">The name is null or empty, or the tensor is null.</exception>
    public TSelf Initializer(string name, OnnxTensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(tensor);
        Content.Constants.Add(new GraphConstant(name, tensor));
        return Self;
    }

    /// <summary>Adds a node for any operator.</summary>
    /// <param name="opType">The operator, such as <c>Conv</c>.</param>
    /// <param name="inputs">Names, constants, or <see cref="OnnxOperand.None"/> for an optional input that is left out.</param>
    /// <param name="outputs">The tensors it gives; an empty name drops an optional one.</param>
    /// <param name="attributes">The operator's settings.</param>
    /// <param name="domain">The operator's domain; see <see cref="OnnxDomain"/>.</param>
    /// <param name="name">The node's name; by default one that is made from the operator.</param>
    /// <exception cref="ArgumentException">The operator is null or empty, the domain is null, or an output or attribute is null.</exception>
    public TSelf Node(
        string opType,
        ReadOnlySpan<OnnxOperand> inputs,
        ReadOnlySpan<string> outputs,
        ReadOnlySpan<OnnxAttribute> attributes = default,
        string domain = OnnxDomain.Standard,
        string? name = null) => Node(opType, inputs, outputs, attributes, domain, name, 0);

    private TSelf Node(
        string opType,
        ReadOnlySpan<OnnxOperand> inputs,
        ReadOnlySpan<string> outputs,
        ReadOnlySpan<OnnxAttribute> attributes,
        string domain,
        string? name,
        int minimumOpset)
    {
        ArgumentException.ThrowIfNullOrEmpty(opType);
        ArgumentNullException.ThrowIfNull(domain);
        if (outputs.Contains(null))
            throw new ArgumentException($"The {opType} has an output whose name is null.", nameof(outputs));

        if (attributes.Contains(null))
            throw new ArgumentException($"The {opType} has an attribute that is null.", nameof(attributes));

        Content.Nodes.Add(new GraphNode(opType, domain, name, inputs.ToArray(), outputs.ToArray(), attributes.ToArray(), minimumOpset));
        return Self;
    }

    private static GraphValue Value(string name, OnnxType type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(type);
        return new GraphValue(name, type);
    }

    /// <summary>Adds a fully connected layer: <c>output = input x weights + bias</c>.</summary>
    /// <param name="input">[batch, inputs].</param>
    /// <param name="weights">[inputs, outputs], or [outputs, inputs] with <paramref name="transposeWeights"/>.</param>
    /// <param name="bias">[outputs], or <see cref="OnnxOperand.None"/>.</param>
    /// <param name="output">[batch, outputs].</param>
    /// <param name="transposeWeights">Whether a row of the weights holds one output's weights, as PyTorch lays them out.</param>
    public TSelf Gemm(OnnxOperand input, OnnxOperand weights, OnnxOperand bias, string output, bool transposeWeights = false)
    {
        ReadOnlySpan<OnnxOperand> inputs = bias.IsNone ? [input, weights] : [input, weights, bias];
        ReadOnlySpan<OnnxAttribute> attributes = transposeWeights ? [OnnxAttribute.Of("transB", 1)] : [];
        return Node("Gemm", inputs, [output], attributes);
    }

    /// <summary>Adds a matrix product over the last two dimensions.</summary>
    public TSelf MatMul(OnnxOperand left, OnnxOperand right, string output) => Node("MatMul", [left, right], [output]);

    /// <summary>Adds a sum, element by element, with broadcasting.</summary>
    public TSelf Add(OnnxOperand left, OnnxOperand right, string output) => Node("Add", [left, right], [output]);

    /// <summary>Adds a difference, element by element, with broadcasting.</summary>
    public TSelf Sub(OnnxOperand left, OnnxOperand right, string output) => Node("Sub", [left, right], [output]);

    /// <summary>Adds a product, element by element, with broadcasting.</summary>
    public TSelf Mul(OnnxOperand left, OnnxOperand right, string output) => Node("Mul", [left, right], [output]);

    /// <summary>Adds a quotient, element by element, with broadcasting.</summary>
    public TSelf Div(OnnxOperand left, OnnxOperand right, string output) => Node("Div", [left, right], [output]);

    /// <summary>Adds the sum along an axis, which stays as a dimension of 1 unless <paramref name="keepDimension"/> is false. Needs opset 13.</summary>
    public TSelf ReduceSum(OnnxOperand input, string output, long axis = -1, bool keepDimension = true) =>
        Node("ReduceSum", [input, new[] { axis }], [output], [OnnxAttribute.Of("keepdims", keepDimension ? 1 : 0)], OnnxDomain.Standard, null, 13);

    /// <summary>Adds <c>max(0, x)</c>.</summary>
    public TSelf Relu(OnnxOperand input, string output) => Node("Relu", [input], [output]);

    /// <summary>Adds the logistic function, <c>1 / (1 + exp(-x))</c>.</summary>
    public TSelf Sigmoid(OnnxOperand input, string output) => Node("Sigmoid", [input], [output]);

    /// <summary>Adds the hyperbolic tangent.</summary>
    public TSelf Tanh(OnnxOperand input, string output) => Node("Tanh", [input], [output]);

    /// <summary>Adds the normalized exponentials along an axis. Needs opset 13, which gave the axis its meaning.</summary>
    public TSelf Softmax(OnnxOperand input, string output, long axis = -1) =>
        Node("Softmax", [input], [output], [OnnxAttribute.Of("axis", axis)], OnnxDomain.Standard, null, 13);

    /// <summary>Adds a node that gives back what it takes.</summary>
    public TSelf Identity(OnnxOperand input, string output) => Node("Identity", [input], [output]);

    /// <summary>Adds a node that always gives the same tensor.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public TSelf Constant(OnnxTensor value, string output) => Node("Constant", [], [output], [OnnxAttribute.Tensor("value", value)]);

    /// <summary>Adds a conversion of every element to another type.</summary>
    public TSelf Cast(OnnxOperand input, ElementType to, string output) =>
        Node("Cast", [input], [output], [OnnxAttribute.Of("to", (long)to)]);

    /// <summary>Adds the inputs one after the other along an axis.</summary>
    public TSelf Concat(ReadOnlySpan<OnnxOperand> inputs, string output, long axis = -1) =>
        Node("Concat", inputs, [output], [OnnxAttribute.Of("axis", axis)]);

    /// <summary>Adds the index (Int64) of the largest element along an axis, which goes away unless <paramref name="keepDimension"/> is true.</summary>
    public TSelf ArgMax(OnnxOperand input, string output, long axis = -1, bool keepDimension = false) =>
        Node("ArgMax", [input], [output], [OnnxAttribute.Of("axis", axis), OnnxAttribute.Of("keepdims", keepDimension ? 1 : 0)]);

    /// <summary>Adds the entries of <paramref name="input"/> at these indices along an axis. An index out of range fails when the model runs.</summary>
    public TSelf Gather(OnnxOperand input, OnnxOperand indices, string output, long axis = 0) =>
        Node("Gather", [input, indices], [output], [OnnxAttribute.Of("axis", axis)]);

    /// <summary>Adds the same elements in another shape (Int64[rank]), in which 0 keeps a dimension and -1 takes what is left.</summary>
    public TSelf Reshape(OnnxOperand input, OnnxOperand shape, string output) => Node("Reshape", [input, shape], [output]);

    /// <summary>Adds a loop. Its body may take tensors of the graphs around it by name.</summary>
    /// <param name="trips">The greatest number of trips: Int64 scalar, or <see cref="OnnxOperand.None"/>.</param>
    /// <param name="condition">Whether to make the first trip: Bool scalar, or <see cref="OnnxOperand.None"/> for yes.</param>
    /// <param name="states">The first values of what a trip hands to the next.</param>
    /// <param name="outputs">The last values of the states, then what each trip gave, one after the other.</param>
    /// <param name="body">One trip. Its inputs: the trip's number (Int64 scalar), the condition (Bool scalar), the states. Its outputs: whether to go on (Bool scalar), the next states, what the trip gives.</param>
    /// <exception cref="ArgumentException">The body's inputs or outputs are not as many as the states and outputs call for.</exception>
    public TSelf Loop(
        OnnxOperand trips,
        OnnxOperand condition,
        ReadOnlySpan<OnnxOperand> states,
        ReadOnlySpan<string> outputs,
        Action<OnnxSubgraphBuilder> body)
    {
        var graph = Fill("body", body);
        if (graph.Content.Inputs.Count != states.Length + 2)
            throw new ArgumentException($"The body takes {graph.Content.Inputs.Count} inputs, but the trip's number, the condition and {states.Length} states are {states.Length + 2}.", nameof(body));

        if (graph.Content.Outputs.Count != outputs.Length + 1)
            throw new ArgumentException($"The body gives {graph.Content.Outputs.Count} outputs, but the condition and {outputs.Length} outputs of the loop are {outputs.Length + 1}.", nameof(body));

        return Node("Loop", [trips, condition, .. states], outputs, [OnnxAttribute.Graph("body", graph)]);
    }

    /// <summary>Adds a choice between two graphs. Neither has inputs: they take tensors of the graphs around them by name.</summary>
    /// <param name="condition">Bool scalar.</param>
    /// <param name="outputs">The outputs of the graph that was chosen.</param>
    /// <param name="then">What runs if the condition is true.</param>
    /// <param name="otherwise">What runs if it is false.</param>
    /// <exception cref="ArgumentException">A graph's outputs are not as many as <paramref name="outputs"/>, or it has inputs.</exception>
    public TSelf If(OnnxOperand condition, ReadOnlySpan<string> outputs, Action<OnnxSubgraphBuilder> then, Action<OnnxSubgraphBuilder> otherwise) =>
        Node(
            "If",
            [condition],
            outputs,
            [OnnxAttribute.Graph("then_branch", Branch("then", outputs.Length, then)), OnnxAttribute.Graph("else_branch", Branch("otherwise", outputs.Length, otherwise))]);

    private static OnnxSubgraphBuilder Branch(string name, int outputs, Action<OnnxSubgraphBuilder> fill)
    {
        var graph = Fill(name, fill);
        if (graph.Content.Inputs.Count > 0)
            throw new ArgumentException($"The branch '{name}' declares inputs; it takes the tensors around it by name instead.", nameof(fill));

        if (graph.Content.Outputs.Count != outputs)
            throw new ArgumentException($"The branch '{name}' gives {graph.Content.Outputs.Count} outputs, but the choice has {outputs}.", nameof(fill));

        return graph;
    }

    private static OnnxSubgraphBuilder Fill(string name, Action<OnnxSubgraphBuilder> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var graph = new OnnxSubgraphBuilder(name);
        fill(graph);
        return graph;
    }

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

    /// <summary>Replaces every element that is a key by the value of the same index. Needs ai.onnx.ml 2.</summary>
    /// <param name="input">A tensor of the keys' type.</param>
    /// <param name="keys">The elements to replace.</param>
    /// <param name="values">The replacements: as many as the keys.</param>
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

    /// <summary>Adds a change of case, after the stop words are removed. The input is String [texts] or [1, texts].</summary>
    /// <param name="input">The texts.</param>
    /// <param name="output">What is left of them. Where nothing is left, one empty text.</param>
    /// <param name="change">What happens to the case.</param>
    /// <param name="stopWords">Texts to drop.</param>
    /// <param name="caseSensitive">Whether a stop word must match in case.</param>
    /// <param name="locale">Whose rules of case apply. <c>C</c>, the default here, knows only ASCII letters but is on every machine; ONNX's own, <c>en_US</c>, is missing in many containers, and the model then fails to load.</param>
    public TSelf StringNormalizer(
        OnnxOperand input,
        string output,
        OnnxCaseChange change,
        ReadOnlySpan<string> stopWords = default,
        bool caseSensitive = false,
        string locale = "C")
    {
        List<OnnxAttribute> attributes =
        [
            OnnxAttribute.Of("case_change_action", OnnxNames.Of(change)),
            OnnxAttribute.Of("is_case_sensitive", caseSensitive ? 1 : 0),
            OnnxAttribute.Of("locale", locale),
        ];
        if (!stopWords.IsEmpty)
            attributes.Add(OnnxAttribute.Of("stopwords", stopWords));

        return Node("StringNormalizer", [input], [output], attributes.ToArray());
    }

    /// <summary>Adds two texts joined, element by element, with broadcasting. Needs opset 20.</summary>
    public TSelf StringConcat(OnnxOperand left, OnnxOperand right, string output) =>
        Node("StringConcat", [left, right], [output], [], OnnxDomain.Standard, null, 20);
}
