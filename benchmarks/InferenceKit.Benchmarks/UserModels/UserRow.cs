namespace InferenceKit.Benchmarks.UserModels;

/// <summary>One row for a model of any inputs: the bytes of each.</summary>
internal sealed record UserRow(byte[][] Inputs);
