namespace InferenceKit.Testing.Faults;

/// <summary>Switches one rule off.</summary>
internal sealed class FaultSwitch(FaultSet set, ActiveFault fault) : IDisposable
{
    public void Dispose() => set.Remove(fault);
}
