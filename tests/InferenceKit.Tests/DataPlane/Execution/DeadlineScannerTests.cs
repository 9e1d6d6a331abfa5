using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using InferenceKit.Serving.Rows;
using InferenceKit.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane.Execution;

/// <summary>All deadlines of the process depend on the scanner's thread.</summary>
public sealed class DeadlineScannerTests
{
    private static readonly ServingPolicy OneSecond = new() { Timeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task A_fault_in_one_version_is_reported_and_the_deadlines_of_the_others_are_kept()
    {
        var faults = 0;
        using var rig = new DataPlaneRig(time: new FakeTimeProvider(), onScanFault: _ => Interlocked.Increment(ref faults));
        using var session = DataPlaneRig.Times(2).CreateSession();
        var model = DataPlaneRig.Times(2);
        // Scanned before the version that works.
        rig.Serving.Publish(rig.Registration, m => m with { Versions = [FaultyVersion(rig, session)] });
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        rig.Serving.Publish(rig.Registration, m => m with { Versions = [.. rig.Serving.LiveVersions] });
        using var hold = model.Hold();

        for (var round = 1; round <= 3; round++)
        {
            var runs = model.RunsStarted;
            var pending = rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken).AsTask();
            await Eventually.True(() => model.RunsStarted > runs);
            var before = Volatile.Read(ref faults);
            rig.Clock.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(InferenceError.DeadlineExceeded, (await pending).Failure!.Error);
            Assert.True(Volatile.Read(ref faults) > before);
        }
    }

    private static ServedVersion FaultyVersion(DataPlaneRig rig, ModelSession session)
    {
        var id = new ModelId(DataPlaneRig.Model, ModelVersion.FromNumber(2));
        return new(id, session, [], 1, 1, rig.Registration, new FaultyParts(rig.Parts), rig.Metrics.For(id), rig.Time);
    }

    /// <summary>As usual, but for a queue that fails when it is looked at.</summary>
    private sealed class FaultyParts(IVersionParts usual) : IVersionParts
    {
        public IRowChecks RowChecks => usual.RowChecks;

        public RequestQueue CreateQueue(ServedVersion version, ModelRegistration registration) => new FaultyQueue();

        public CircuitBreaker CreateBreaker(ServedVersion version) => usual.CreateBreaker(version);

        public OutputChecks BindChecks(OutputRules rules, ServedVersion version) => usual.BindChecks(rules, version);

        public object? BindCodec(CodecRegistration codec, ServedVersion version, out string? problem) => usual.BindCodec(codec, version, out problem);
    }

    private sealed class FaultyQueue : RequestQueue
    {
        public override bool HasWaiting => true;

        public override int Rows => 1;

        public override int RowsPerRun => 1;

        public override long NextCheck => long.MinValue;

        public override CostCurve Curve => throw new NotSupportedException();

        public override long Check(long now) => throw new InvalidOperationException("a fault of the test");

        public override void OnSlotFree()
        {
        }

        public override void OnTableChanged()
        {
        }

        public override void Close()
        {
        }

        public override void OnInlineRun(long now, long ticks)
        {
        }
    }
}
