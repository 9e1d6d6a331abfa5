using System.Collections.Concurrent;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>A host's code for one caller never sees what another caller has put into its async-locals.</summary>
public sealed class TenantTests
{
    private static readonly AsyncLocal<string?> Tenant = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Validators_delegates_and_adapters_see_their_own_callers_tenant(bool waits)
    {
        var seen = new ConcurrentBag<(string Where, string? Expected, string? Actual)>();
        await using var rig = await new ResilienceRig(model: m => m
            .AddValidator("even", y =>
            {
                Note("validator", y / 10);
                return (int)(y / 10) % 2 == 0;
            })
            .AddAdapter("rules", Codec.Scalar<float, float>(), y =>
            {
                Note("adapter", y);
                return (int)y % 3 == 0 ? throw new FormatException() : y;
            })
            .AddFallback("sync", (x, _) =>
            {
                Note("sync", x[0]);
                return (int)x[0] % 9 == 0 ? throw new FormatException() : -x[0];
            })
            .AddFallback("async", async (x, _, _) =>
            {
                Note("async", x[0]);
                await Task.Yield();
                Note("async", x[0]);
                return -100;
            }))
            .AddModel("rules", ResilienceRig.Times(1)).Say("Fallback:10:Model", "rules").Say("Timeout", "-00:00:00.001").StartAsync();
        var hold = waits ? rig.Primary.Hold() : null;
        var callers = Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            Tenant.Value = $"tenant {i}";
            var answer = await rig.Predictor.PredictAsync([i]);
            Assert.Equal($"tenant {i}", Tenant.Value);
            Assert.Equal(i % 2 == 0 ? 10 * i : i % 3 != 0 ? i : i % 9 != 0 ? -i : -100, answer.Value);
        })).ToArray();
        if (hold is not null)
        {
            await Eventually.True(() => rig.Primary.RunsStarted > 0);
            hold.Dispose();
        }
        await Task.WhenAll(callers);
        Assert.Equal(["adapter", "async", "sync", "validator"], seen.Select(s => s.Where).Distinct().Order());
        Assert.All(seen, s => Assert.Equal(s.Expected, s.Actual));

        void Note(string where, float input)
        {
            // Those of the load's own trials have no caller.
            if (Tenant.Value is not null || input != 0) seen.Add((where, $"tenant {(int)input}", Tenant.Value));
        }
    }
}
