using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Resilience;

/// <summary>Replays a version's samples on a worker, in a slot like any request.</summary>
internal sealed class SampleProbe(ServedVersion version, VersionBreaker breaker) : IWorkItem
{
    public void Run()
    {
        // The lease keeps the session alive.
        if (version.TryRentLast() is not { } slot)
        {
            breaker.EndProbe("no place was free to try its samples");
            return;
        }
        string? problem;
        try
        {
            problem = version.Probe!();
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
}
