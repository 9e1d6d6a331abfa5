using InferenceKit.Benchmarks.Load;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Many rows by hand: so many a run, copied into one bound buffer and their scores copied out.</summary>
internal sealed class BoundRows(RawSession session, int rowsPerRun) : IManyRows, IDisposable
{
    private readonly RunOptions _run = new();
    private readonly Dictionary<int, (RawBuffers Buffers, OrtIoBinding Binding)> _bySize = [];

    public int RowsPerRun => rowsPerRun;

    public void Predict(float[][] rows, float[] scores)
    {
        for (var at = 0; at < rows.Length; at += rowsPerRun)
        {
            var count = Math.Min(rowsPerRun, rows.Length - at);
            var (buffers, binding) = For(count);
            for (var i = 0; i < count; i++)
                rows[at + i].CopyTo(buffers.Input.AsSpan(i * session.RowLength));
            session.Session.RunWithBinding(_run, binding);
            for (var i = 0; i < count; i++)
                scores[at + i] = buffers.Score(i);
        }
    }

    public void Dispose()
    {
        foreach (var (buffers, binding) in _bySize.Values)
        {
            binding.Dispose();
            buffers.Dispose();
        }

        _run.Dispose();
    }

    private (RawBuffers Buffers, OrtIoBinding Binding) For(int rows)
    {
        if (!_bySize.TryGetValue(rows, out var made))
        {
            var buffers = new RawBuffers(session, rows);
            _bySize[rows] = made = (buffers, buffers.Bind(session));
        }

        return made;
    }
}
