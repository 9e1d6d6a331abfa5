namespace InferenceKit;

/// <summary>The author of a change of a model's state and the reason, for its audit. Immutable.</summary>
public sealed class EditNote
{
    internal const int MaxBy = 256;

    internal const int MaxReason = 2048;

    /// <summary>The author; at most 256 characters are kept. <value>Default: the process's user and machine, as in <c>app@host-1</c>.</value></summary>
    public string? By { get; init; }

    /// <summary>Why; at most 2048 characters are kept. <value>Default: null.</value></summary>
    public string? Reason { get; init; }
}
