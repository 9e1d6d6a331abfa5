using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.OnnxSuite;

/// <summary>Finds the ONNX backend test suite on this machine and says how it is judged.</summary>
internal static class OnnxBackendSuite
{
    public const string Variable = "INFERENCEKIT_ONNX_TESTDATA";

    private const string DebianFolder = "/usr/share/libonnx-testdata/data";

    public static string Missing =>
        $"The ONNX backend test suite is not here: install the Debian package libonnx-testdata, or set {Variable} to the folder that holds node, simple and so on.";

    /// <summary>Every case that has a model (the folders of real models hold only where to download them); empty where there is no suite.</summary>
    public static IReadOnlyList<ModelCase> FindCases()
    {
        var root = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : DebianFolder;
        if (!Directory.Exists(root)) return [];
        return [.. Directory.EnumerateFiles(root, "model.onnx", SearchOption.AllDirectories)
            .Select(path => Path.GetDirectoryName(path)!)
            .Select(caseFolder => new ModelCase(Path.GetRelativePath(root, caseFolder).Replace('\\', '/'), caseFolder))
            .OrderBy(modelCase => modelCase.Name, StringComparer.Ordinal)];
    }

    /// <summary>Why a case is not run, or null. No case is known to end the process.</summary>
    public static string? FindReasonToSkip(ModelCase modelCase) =>
        modelCase.Name.Contains("_bernoulli", StringComparison.Ordinal) ? "draws random numbers: no two implementations agree"
        : modelCase.Name.StartsWith("node/test_training_dropout", StringComparison.Ordinal)
          && !modelCase.Name.Contains("zero_ratio", StringComparison.Ordinal) ? "drops elements at random: no two implementations agree"
        : null;

    /// <summary>Fourier transforms add up rounding errors around expected zeros, where a relative tolerance allows nothing.</summary>
    public static Tolerance ToleranceOf(ModelCase modelCase) =>
        modelCase.Name.StartsWith("node/test_dft", StringComparison.Ordinal) || modelCase.Name.StartsWith("node/test_stft", StringComparison.Ordinal)
            ? Tolerance.OnnxSuite with { Absolute = 1e-3 }
            : Tolerance.OnnxSuite;
}
