namespace InferenceKit.Testing;

/// <summary>What a <see cref="FakeModel"/> computes for one row.</summary>
/// <param name="input">The row of input <c>x</c>.</param>
/// <param name="output">The row of output <c>y</c>, to be filled.</param>
public delegate void FakeRun(ReadOnlySpan<float> input, Span<float> output);
