using System.Globalization;
using InferenceKit.Testing.Models;

namespace InferenceKit.Testing;

/// <summary>Small models that many tests need, each as the bytes of an <c>.onnx</c> file.</summary>
/// <remarks>
/// Unless a method says otherwise a model takes <c>x</c>, Float32 [batch, inputs], and gives <c>y</c>, Float32 [batch, outputs].
/// The same arguments always give the same bytes.
/// </remarks>
public static class OnnxModels
{
    /// <summary>Gives back what it takes: <c>x</c> and <c>y</c> have this type and shape.</summary>
    /// <param name="element">The type of the elements.</param>
    /// <param name="shape">Sizes, symbols such as <c>"batch"</c>, or <see cref="OnnxDimension.Dynamic"/>; none at all for a scalar.</param>
    public static byte[] Identity(ElementType element, params ReadOnlySpan<OnnxDimension> shape) =>
        OnnxModelBuilder.Create("identity")
            .Input("x", element, shape)
            .Identity("x", "y")
            .Output("y", element, shape)
            .Build();

    /// <summary>Gives every row the same outputs, whatever it holds.</summary>
    /// <param name="inputs">The width of <c>x</c>.</param>
    /// <param name="outputs">One row of <c>y</c>.</param>
    public static byte[] Constant(int inputs, params ReadOnlySpan<float> outputs) =>
        OnnxModelBuilder.Create("constant")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Node("Shape", ["x"], ["rows"], [OnnxAttribute.Of("end", 1)])
            .Concat(["rows", OnnxTensor.Vector<long>(outputs.Length)], "shape", axis: 0)
            .Node("Expand", [OnnxTensor.Create(outputs, 1, outputs.Length), "shape"], ["y"])
            .Output("y", ElementType.Float32, "batch", outputs.Length)
            .Build();

    /// <summary>Gives <c>y = scale * (sum of the row) + offset</c>, [batch, 1]. Give each version another offset to see which one answered.</summary>
    /// <param name="inputs">The width of <c>x</c>.</param>
    /// <param name="scale">What the sum is multiplied by.</param>
    /// <param name="offset">What is added.</param>
    public static byte[] RowSum(int inputs, float scale = 1, float offset = 0) =>
        OnnxModelBuilder.Create("row-sum")
            .Input("x", ElementType.Float32, "batch", inputs)
            .ReduceSum("x", "sum")
            .Mul("sum", scale, "scaled")
            .Add("scaled", offset, "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build();

    /// <summary>Gives the sum of the row, [batch, 1], and fails at run time if the sum of one row is negative. Then the whole run fails, as with real models.</summary>
    /// <param name="inputs">The width of <c>x</c>.</param>
    public static byte[] FailsWhenNegative(int inputs = 1) =>
        OnnxModelBuilder.Create("fails-when-negative")
            .Input("x", ElementType.Float32, "batch", inputs)
            .ReduceSum("x", "sum")
            .Node("Less", ["sum", 0f], ["negative"])
            .Cast("negative", ElementType.Int64, "index")

            // A table of one zero: index 0 adds nothing, index 1 is out of range.
            .Gather(OnnxTensor.Vector(0f), "index", "nothing")
            .Add("sum", "nothing", "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build();

    /// <summary>A small network: two hidden layers with ReLU and a linear output, with random weights. It computes within microseconds.</summary>
    /// <param name="inputs">The width of <c>x</c>.</param>
    /// <param name="hidden">The width of both hidden layers.</param>
    /// <param name="outputs">The width of <c>y</c>.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    public static byte[] Mlp(int inputs = 16, int hidden = 64, int outputs = 8, int seed = 1)
    {
        var random = new SeededRandom(seed);
        return OnnxModelBuilder.Create("mlp")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Gemm("x", random.Weights(inputs, inputs, hidden), random.Tensor(-0.1f, 0.1f, hidden), "sum1")
            .Relu("sum1", "hidden1")
            .Gemm("hidden1", random.Weights(hidden, hidden, hidden), random.Tensor(-0.1f, 0.1f, hidden), "sum2")
            .Relu("sum2", "hidden2")
            .Gemm("hidden2", random.Weights(hidden, hidden, outputs), random.Tensor(-0.1f, 0.1f, outputs), "y")
            .Output("y", ElementType.Float32, "batch", outputs)
            .Build();
    }

    /// <summary>A convolutional network with random weights: <c>x</c> [batch, 3, 32, 32] to <c>y</c>, 10 class probabilities [batch, 10]. It computes in about a millisecond.</summary>
    /// <param name="megabytes">About how large its weights are; at least one layer of 0.6 MB is there.</param>
    /// <param name="seed">What the weights are drawn from.</param>
    public static byte[] ConvolutionalNet(double megabytes = 3, int seed = 1)
    {
        const int channels = 128;
        const int bytesPerLayer = channels * channels * 3 * 3 * sizeof(float);
        var layers = Math.Max(1, (int)Math.Round(megabytes * 1_000_000 / bytesPerLayer));
        var random = new SeededRandom(seed);
        var model = OnnxModelBuilder.Create("convolutional-net").Input("x", ElementType.Float32, "batch", 3, 32, 32);
        var last = Convolution(model, "x", "stem", random.Weights(3 * 4 * 4, channels, 3, 4, 4), kernel: 4, stride: 4, padding: 0);
        for (var i = 0; i < layers; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"layer{i}");
            last = Convolution(model, last, name, random.Weights(channels * 3 * 3, channels, channels, 3, 3), kernel: 3, stride: 1, padding: 1);
        }

        return model
            .Node("GlobalAveragePool", [last], ["pooled"])
            .Node("Flatten", ["pooled"], ["flat"])
            .Gemm("flat", random.Weights(channels, channels, 10), OnnxTensor.Vector(new float[10]), "logits")
            .Softmax("logits", "y")
            .Output("y", ElementType.Float32, "batch", 10)
            .Build();
    }

    private static string Convolution(OnnxModelBuilder model, string input, string name, OnnxTensor weights, long kernel, long stride, long padding)
    {
        model
            .Node("Conv", [input, weights], [name + "_sum"],
            [
                OnnxAttribute.Of("kernel_shape", [kernel, kernel]),
                OnnxAttribute.Of("strides", [stride, stride]),
                OnnxAttribute.Of("pads", [padding, padding, padding, padding]),
            ])
            .Relu(name + "_sum", name);
        return name;
    }

    /// <summary>Boosted trees: <c>y</c> [batch, 1] is the sum of complete random trees. Their thresholds lie between -1 and 1.</summary>
    /// <param name="features">The width of <c>x</c>.</param>
    /// <param name="trees">How many trees.</param>
    /// <param name="depth">How many splits a row passes in each; a tree has 2 to that power leaves.</param>
    /// <param name="seed">What splits and leaves are drawn from.</param>
    public static byte[] GradientBoostedTrees(int features = 16, int trees = 100, int depth = 6, int seed = 1)
    {
        var random = new SeededRandom(seed);
        var ensemble = new OnnxTree[trees];
        for (var i = 0; i < trees; i++)
            ensemble[i] = CompleteTree(features, depth, () => OnnxTree.Leaf(random.Uniform(-0.1f, 0.1f)), random);

        return OnnxModelBuilder.Create("gradient-boosted-trees")
            .Input("x", ElementType.Float32, "batch", features)
            .TreeEnsembleRegressor("x", ensemble, "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build();
    }

    /// <summary>A forest as scikit-learn exports it: <c>label</c>, Int64 or String [batch], and <c>probabilities</c>, a sequence of maps from label to Float32.</summary>
    /// <param name="features">The width of <c>x</c>.</param>
    /// <param name="labels">The classes: integers or texts, at least two.</param>
    /// <param name="trees">How many trees.</param>
    /// <param name="depth">How many splits a row passes in each.</param>
    /// <param name="seed">What splits and leaves are drawn from.</param>
    /// <exception cref="ArgumentException">Fewer than two labels, or labels that are no integers or texts.</exception>
    public static byte[] ForestClassifier(int features, OnnxLabels labels, int trees = 10, int depth = 4, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count < 2)
            throw new ArgumentException("A classifier needs at least two labels.", nameof(labels));

        var random = new SeededRandom(seed);
        var ensemble = new OnnxTree[trees];
        for (var i = 0; i < trees; i++)
            ensemble[i] = CompleteTree(features, depth, () => Vote(labels.Count, trees, random), random);

        return OnnxModelBuilder.Create("forest-classifier")
            .Input("x", ElementType.Float32, "batch", features)
            .TreeEnsembleClassifier("x", ensemble, labels, "label", "scores")
            .ZipMap("scores", labels, "probabilities")
            .Output("label", labels.Element, "batch")
            .Output("probabilities", OnnxType.Sequence(OnnxType.Map(labels.Element, OnnxType.Tensor(ElementType.Float32))))
            .Build();
    }

    private static OnnxTree CompleteTree(int features, int depth, Func<OnnxTree> leaf, SeededRandom random) =>
        depth == 0
            ? leaf()
            : OnnxTree.Split(
                random.Integer(features),
                random.Uniform(-1, 1),
                CompleteTree(features, depth - 1, leaf, random),
                CompleteTree(features, depth - 1, leaf, random));

    /// <summary>A leaf that splits its tree's share of the vote among all classes, so that a row's scores add up to 1.</summary>
    private static OnnxTree Vote(int classes, int trees, SeededRandom random)
    {
        var weights = new float[classes];
        for (var i = 0; i < classes; i++)
            weights[i] = random.Uniform(0.01f, 1);

        var total = weights.Sum() * trees;
        return OnnxTree.Leaf([.. weights.Select((weight, i) => new OnnxLeafWeight(i, weight / total))]);
    }

    /// <summary>Never answers: its loop runs until the run is terminated, which ONNX Runtime does between trips. The trips are short. The loop keeps one core busy.</summary>
    /// <param name="inputs">The width of <c>x</c> and <c>y</c>.</param>
    public static byte[] EndlessLoop(int inputs = 1) =>
        OnnxModelBuilder.Create("endless-loop")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Loop(OnnxOperand.None, true, ["x"], ["y"], body => Wander(body, inputs))
            .Output("y", ElementType.Float32, "batch", inputs)
            .Build();

    /// <summary>Gives <c>y = x</c> at once where nothing in <c>x</c> is positive, so that the model can be warmed up with zeros; otherwise as <see cref="EndlessLoop"/>.</summary>
    /// <param name="inputs">The width of <c>x</c> and <c>y</c>.</param>
    public static byte[] EndlessLoopWhenPositive(int inputs = 1) =>
        OnnxModelBuilder.Create("endless-loop-when-positive")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Relu("x", "positive")
            .Node("ReduceSum", ["positive"], ["total"], [OnnxAttribute.Of("keepdims", 0)])
            .Node("Greater", ["total", 0f], ["any"])
            .Loop(OnnxOperand.None, "any", ["x"], ["y"], body => Wander(body, inputs))
            .Output("y", ElementType.Float32, "batch", inputs)
            .Build();

    /// <summary>A slow model: gives <c>y = x + trips</c> after so many trips of a loop, each of which multiplies two matrices. A run can be terminated between trips.</summary>
    /// <param name="trips">How many trips. The default number sits in the initializer <c>trips</c>.</param>
    /// <param name="inputs">The width of <c>x</c> and <c>y</c>.</param>
    /// <param name="work">The side of the matrices: 64 makes a trip of 5 to 10 microseconds, and twice the side makes it eight times as long.</param>
    public static byte[] SlowLoop(long trips, int inputs = 1, int work = 64)
    {
        var random = new SeededRandom(1);
        return OnnxModelBuilder.Create("slow-loop")
            .Input("x", ElementType.Float32, "batch", inputs)
            .Initializer("trips", trips)
            .Initializer("start", random.Weights(work, work, work))
            .Initializer("turn", random.Weights(work, work, work))
            .Loop("trips", OnnxOperand.None, ["x", "start"], ["y", "end"], body => body
                .Input("trip", ElementType.Int64)
                .Input("go_on", ElementType.Bool)
                .Input("sum", ElementType.Float32, "batch", inputs)
                .Input("matrix", ElementType.Float32, work, work)
                .Identity("go_on", "still_go_on")
                .Add("sum", 1f, "next_sum")

                // The hyperbolic tangent keeps the matrix finite, whatever the number of trips.
                .MatMul("matrix", "turn", "product")
                .Tanh("product", "next_matrix")
                .Output("still_go_on", ElementType.Bool)
                .Output("next_sum", ElementType.Float32, "batch", inputs)
                .Output("next_matrix", ElementType.Float32, work, work))
            .Output("y", ElementType.Float32, "batch", inputs)
            .Build();
    }

    /// <summary>One trip of a loop without an end.</summary>
    private static void Wander(OnnxSubgraphBuilder body, int inputs) =>
        body
            .Input("trip", ElementType.Int64)
            .Input("go_on", ElementType.Bool)
            .Input("value", ElementType.Float32, "batch", inputs)
            .Identity("go_on", "still_go_on")
            .Tanh("value", "next")
            .Output("still_go_on", ElementType.Bool)
            .Output("next", ElementType.Float32, "batch", inputs);
}
