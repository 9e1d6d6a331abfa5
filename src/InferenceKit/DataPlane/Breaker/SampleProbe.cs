using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Breaker;

/// <summary>Replays a version's samples on a worker: in a slot, armed and stopped like any request's run.</summary>
internal sealed class SampleProbe(ServedVersion version, VersionBreaker breaker, RunExecutor executor, TimeProvider time) : IWorkItem
{
    public void Run()
    {
        if (version.TryRentLast() is not { } slot)
        {
            breaker.EndProbe("no slot was free to try its samples");
            return;
        }
        string? problem;
        try
        {
            problem = version.Probe!((inputs, outputs) => Run(slot, inputs, outputs));
        }
#pragma warning disable CA1031 // On a worker it would end the process.
        catch (Exception exception)
        {
            problem = $"its samples could not be run ({exception.GetType().Name})";
        }
#pragma warning restore CA1031
        slot.Return();
        breaker.EndProbe(problem);
    }

    public void Refuse(Exception cause) => breaker.EndProbe("no thread could be made to try its samples");

    private ProbeRun Run(Slot slot, IReadOnlyList<NamedValue> inputs, IReadOnlyList<string> outputs)
    {
        var run = executor.RunOneAsync<ValuesSource, NamedValue[]>(
            new(inputs, outputs), slot, RowRange.One, version.EndOfRun(time.GetTimestamp(), long.MaxValue), CancellationToken.None);
        var result = run.IsCompletedSuccessfully ? run.Result : run.AsTask().GetAwaiter().GetResult();
        return new(result.Value ?? [], result.WasStopped ? $"it did not end within {version.MaxRunTime:c} and was stopped" : result.Failure?.Message);
    }
}
