using System.Globalization;

namespace InferenceKit.Tests.Fuzzing;

/// <summary>
/// Random schedules of requests on fast models: deadlines, cancellation tokens, priorities, poison, swaps between signatures, callers that block. By default
/// some hundred on each number of processors; INFERENCEKIT_FUZZ_SCHEDULES says how many.
/// </summary>
public sealed class ScheduleFuzzTests
{
    private const int DefaultSchedules = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Every_request_has_one_outcome_its_own_from_a_version_that_served(int processors)
    {
        var schedules = int.TryParse(Environment.GetEnvironmentVariable("INFERENCEKIT_FUZZ_SCHEDULES"), CultureInfo.InvariantCulture, out var given) ? given : DefaultSchedules;

        var done = await FuzzRun.RunAsync("schedules", FuzzRun.Seed + processors * 1_000_000, schedules, processors);

        TestContext.Current.SendDiagnosticMessage(done);
    }
}
