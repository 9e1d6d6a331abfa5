namespace InferenceKit.Benchmarks.Models;

/// <summary>What a scenario needs a model for.</summary>
internal enum ModelRole
{
    /// <summary>A small network: the call around it costs as much as the network.</summary>
    Mlp,

    /// <summary>Three megabytes of weights and a fraction of a millisecond a run: what a load copies and checks.</summary>
    WideMlp,

    /// <summary>A hundred boosted trees.</summary>
    BoostedTrees,

    /// <summary>Twenty boosted trees over four features: what ML.NET's FastTree trains by default, near enough.</summary>
    SmallBoostedTrees,

    /// <summary>A forest with a label and probabilities.</summary>
    Forest,

    /// <summary>A small convolutional net for one image.</summary>
    Mnist,

    /// <summary>Three megabytes of convolution, milliseconds a run: what loads beside another model.</summary>
    Convolutional,

    /// <summary>Sixteen megabytes of dense layers: a run costs about as much for one row as for several.</summary>
    SlowDense,
}
