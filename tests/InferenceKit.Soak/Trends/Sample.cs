namespace InferenceKit.Soak.Trends;

/// <summary>A value and when it was read, counted from the start.</summary>
internal readonly record struct Sample(double Seconds, double Value);
