namespace InferenceKit.Testing;

/// <summary>How thoroughly <see cref="ModelConformance"/> checks a model.</summary>
public sealed class ConformanceOptions
{
    /// <summary>How many callers send requests at the same time. <value>Default: 16.</value></summary>
    public int Callers { get; init; } = 16;

    /// <summary>
    /// How many requests go each way (a mode of batching, typed or on values) in all, where <see cref="MaxDuration"/> allows it; at least one for
    /// each sample. <value>Default: 1,000.</value>
    /// </summary>
    public int Requests { get; init; } = 1000;

    /// <summary>
    /// After how long a way is left for the next one, if its requests take that long; each sample is sent once all the same.
    /// <value>Default: 10 seconds.</value>
    /// </summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How far a floating-point number may be from the expected one, as a part of the largest number of its output; runs of several rows may add in
    /// another order. Numbers of 16 bits may always differ by one step. Everything else has to be equal. <value>Default: 1e-5.</value>
    /// </summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Sets the model's options, such as <see cref="BatchingOptions.Rows"/>. The check itself sets <see cref="BatchingOptions.Mode"/> afterwards.</summary>
    public Action<ModelOptions>? Configure { get; init; }
}
