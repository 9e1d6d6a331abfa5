using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Runs pending rows as one batch and gives each its score; where the run fails, each the failure.</summary>
internal static class BatchRun
{
    public static void Execute(RawBatch batch, UserRow[] rows, List<PendingRow> pending)
    {
        try
        {
            for (var i = 0; i < pending.Count; i++)
                batch.Put(i, rows[pending[i].Row]);
            batch.Run(pending.Count);
        }
        catch (OnnxRuntimeException)
        {
            foreach (var row in pending)
                row.Complete(CallOutcome.Failed);
            return;
        }

        for (var i = 0; i < pending.Count; i++)
            pending[i].Complete(CallOutcome.Answered, batch.Score(i));
    }
}
