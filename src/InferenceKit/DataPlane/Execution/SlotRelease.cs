using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Execution;

/// <summary>The one way out of a run: memory given to it first, then the lease.</summary>
internal static class SlotRelease
{
    public static void Release(Slot slot, RunBatch batch)
    {
        try
        {
            if (batch is ValueBatch values) values.End();
        }
        finally
        {
            slot.Return();
        }
    }
}
