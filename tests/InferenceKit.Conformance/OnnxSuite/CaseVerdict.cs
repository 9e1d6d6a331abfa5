namespace InferenceKit.Conformance.OnnxSuite;

/// <summary>How one case went on ONNX Runtime itself and through the library: null where it passed, otherwise what was wrong.</summary>
internal sealed record CaseVerdict(string Name, string? RawProblem, string? KitProblem);
