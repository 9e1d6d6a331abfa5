using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Runs;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.OnnxSuite;

public sealed class OnnxBackendSuiteTests
{
    [Fact]
    public void ONNX_Runtime_itself_passes_most_of_the_suite()
    {
        var cases = FindCases();
        var passed = cases.Where(modelCase => OnnxBackendSuite.FindReasonToSkip(modelCase) is null).Count(RawPasses);
        // A floor, so that a fault in the readers or the comparison cannot pass for "both failed".
        Assert.InRange(passed, (int)(0.9 * cases.Count), cases.Count);
    }

    [Fact]
    public void Every_value_of_the_suite_survives_the_way_into_the_library_and_back()
    {
        foreach (var modelCase in FindCases())
            foreach (var set in modelCase.ReadDataSets())
                foreach (var (name, value) in set.Inputs.Concat(set.Expected))
                    foreach (var owned in new[] { false, true })
                    {
                        var difference = ValueComparison.FindDifference(value, KitValues.FromKit(KitValues.ToKit(value, owned)), Tolerance.Exact);
                        Assert.True(difference is null, $"{modelCase.Name}, '{name}': {difference}");
                    }
    }

    private static IReadOnlyList<ModelCase> FindCases()
    {
        var cases = OnnxBackendSuite.FindCases();
        Assert.SkipWhen(cases.Count == 0, OnnxBackendSuite.Missing);
        return cases;
    }

    private static bool RawPasses(ModelCase modelCase)
    {
        var sets = modelCase.ReadDataSets();
        return sets.Zip(RawRunner.Run(modelCase, sets))
            .All(pair => pair.Second.FindProblem(pair.First.Expected, OnnxBackendSuite.ToleranceOf(modelCase)) is null);
    }
}
