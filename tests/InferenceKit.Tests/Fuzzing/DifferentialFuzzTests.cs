namespace InferenceKit.Tests.Fuzzing;

/// <summary>
/// Random graphs, requests, options and swaps; every answer is held against ONNX Runtime itself. INFERENCEKIT_FUZZ_SECONDS says how long, and
/// INFERENCEKIT_FUZZ_SEED from which seed on.
/// </summary>
public sealed class DifferentialFuzzTests
{
    [Fact]
    public async Task Every_answer_is_the_one_that_ONNX_Runtime_gives()
    {
        var done = await FuzzRun.RunAsync("fuzz", FuzzRun.Seed, FuzzRun.Seconds);

        TestContext.Current.SendDiagnosticMessage(done);
    }
}
