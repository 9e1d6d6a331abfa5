namespace InferenceKit.Serving.Resilience;

/// <summary>A run of one sample.</summary>
/// <param name="Outputs">In the order asked for, in pooled memory; release them.</param>
/// <param name="Problem">Null, or why there are none, for people.</param>
internal readonly record struct ProbeRun(NamedValue[] Outputs, string? Problem);
