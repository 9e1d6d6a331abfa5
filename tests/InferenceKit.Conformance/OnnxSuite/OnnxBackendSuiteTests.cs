using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Runs;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.OnnxSuite;

public sealed class OnnxBackendSuiteTests
{
    /// <summary>Names a file for the report; until it is there, the file says which case runs, should the process end in it.</summary>
    private const string ReportVariable = "INFERENCEKIT_CONFORMANCE_REPORT";

    [Fact]
    public async Task What_ONNX_Runtime_passes_passes_through_the_library_too()
    {
        var cases = FindCases();
        var skipped = cases.Select(c => (c.Name, Reason: OnnxBackendSuite.FindReasonToSkip(c)!)).Where(c => c.Reason is not null).ToArray();
        var verdicts = new List<CaseVerdict>();
        foreach (var modelCase in cases.Where(c => OnnxBackendSuite.FindReasonToSkip(c) is null))
        {
            Write($"{modelCase.Name} runs");
            verdicts.Add(await JudgeAsync(modelCase, TestContext.Current.CancellationToken));
        }
        var report = new SuiteReport(verdicts, skipped);
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Console.WriteLine(report);
        Write(report.ToString());

        Assert.True(report.OnlyRawPassed.Count == 0, report.ToString());
        // A floor, so that a fault in the readers or the comparison cannot pass for "both failed".
        Assert.InRange(verdicts.Count(verdict => verdict.RawProblem is null), (int)(0.9 * cases.Count), cases.Count);
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

    private static async Task<CaseVerdict> JudgeAsync(ModelCase modelCase, CancellationToken cancellationToken)
    {
        var sets = modelCase.ReadDataSets();
        // The library goes first: the code that creates ONNX Runtime's environment decides where its log lines go.
        var copied = await KitRunner.RunAsync(modelCase, sets, owned: false, cancellationToken);
        var owned = await KitRunner.RunAsync(modelCase, sets, owned: true, cancellationToken);
        var encoded = CodecRunner.Suits(sets) ? await CodecRunner.RunAsync(modelCase, sets, cancellationToken) : null;
        var raw = RawRunner.Run(modelCase, sets);
        return new(
            modelCase.Name, FindProblem(raw),
            Found("with copied inputs", copied) ?? Found("with owned inputs", owned) ?? (encoded is null ? null : Found("through a codec", encoded)));

        string? FindProblem(IReadOnlyList<CaseRun> runs) =>
            First(runs.Zip(sets, (run, set) => run.FindProblem(set.Expected, OnnxBackendSuite.ToleranceOf(modelCase))));

        string? Found(string how, IReadOnlyList<CaseRun> runs) =>
            (FindProblem(runs) ?? FindDifference(raw, runs)) is { } problem ? $"{how}: {problem}" : null;
    }

    // The same session options on the same machine: hardly a bit may change on the way, also of what no file expects.
    private static string? FindDifference(IReadOnlyList<CaseRun> raw, IReadOnlyList<CaseRun> kit) =>
        First(raw.Zip(kit, (ofRaw, ofKit) => ofRaw.Outputs is null ? null : ofKit.FindProblem(ofRaw.Outputs, Tolerance.Rounding)))
            is { } problem ? $"other than ONNX Runtime itself, {problem}" : null;

    private static string? First(IEnumerable<string?> problems) => problems.FirstOrDefault(problem => problem is not null);

    private static void Write(string text)
    {
        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } path) File.WriteAllText(path, text);
    }
}
