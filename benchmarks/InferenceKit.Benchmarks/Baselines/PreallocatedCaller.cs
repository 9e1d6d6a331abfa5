using InferenceKit.Benchmarks.Load;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>One of several callers of one session: <c>Run</c> with tensors of its own, made once.</summary>
internal sealed class PreallocatedCaller : ICaller, IDisposable
{
    private readonly InferenceSession _session;
    private readonly RawBuffers _buffers;
    private readonly RunOptions _run = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly float[][] _rows;
    private int _next;
    private double _sum;

    public PreallocatedCaller(RawSession session, float[][] rows, int firstRow)
    {
        _session = session.Session;
        _rows = rows;
        _next = firstRow % rows.Length;
        _buffers = new(session, 1);
        _inputNames = [session.InputName];
        _outputNames = session.Outputs.Select(o => o.Name).ToArray();
        _inputs = [_buffers.InputValue];
    }

    public ValueTask<bool> CallAsync()
    {
        _rows[_next].CopyTo(_buffers.Input.AsSpan());
        _session.Run(_run, _inputNames, _inputs, _outputNames, _buffers.OutputValues);
        _sum += _buffers.Score(0);
        _next = _next + 1 == _rows.Length ? 0 : _next + 1;
        return new(!double.IsNaN(_sum));
    }

    public void Dispose()
    {
        _buffers.Dispose();
        _run.Dispose();
    }
}
