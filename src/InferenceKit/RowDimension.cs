namespace InferenceKit;

/// <summary>Whether the first dimension of a model's inputs and outputs counts rows that do not depend on each other.</summary>
public enum RowDimension
{
    /// <summary>
    /// The signature tells whether there are rows. They share runs once it was shown by values that they do not depend on each other: on
    /// different rows at warm-up, or else on live ones.
    /// </summary>
    Auto,

    /// <summary>
    /// The model has no rows: each run has the inputs of one request as they are. Codecs give and get whole values, with a dynamic first
    /// dimension. For sequences, time series, graphs, and whatever else is one thing as a whole.
    /// </summary>
    None,

    /// <summary>
    /// The first dimension counts rows that do not depend on each other, whatever the signature says. They share runs without a trial on
    /// made-up rows; samples and live rows are compared all the same.
    /// </summary>
    First,
}
