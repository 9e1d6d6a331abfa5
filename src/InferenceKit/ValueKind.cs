namespace InferenceKit;

/// <summary>The kinds of values that go into a model and come out of it.</summary>
public enum ValueKind
{
    /// <summary>A tensor.</summary>
    Tensor,
    /// <summary>A sequence of values of one kind.</summary>
    Sequence,
    /// <summary>A map from keys to values.</summary>
    Map,
    /// <summary>No value, where the model says that one is optional.</summary>
    Absent,
}
