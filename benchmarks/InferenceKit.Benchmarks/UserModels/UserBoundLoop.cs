using InferenceKit.Benchmarks.Load;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Benchmarks.UserModels;

/// <summary>
/// One reused binding over memory of our own. Outputs whose memory cannot be given beforehand (text, sequences, maps)
/// are made by the runtime on every run.
/// </summary>
internal sealed class UserBoundLoop : ICallLoop, IDisposable
{
    private readonly InferenceSession _session;
    private readonly UserRow[] _rows;
    private readonly byte[][] _inputs;
    private readonly OrtIoBinding _binding;
    private readonly PinnedTensors _tensors = new();
    private readonly RunOptions _run = new();
    private readonly ScoreReader _score;
    private byte[] _scoreMemory = [];
    private int _next;

    public UserBoundLoop(UserSession session, UserRow[] rows)
    {
        _session = session.Session;
        _rows = rows;
        _inputs = session.Inputs.Select(i => PinnedTensors.Allocate(i.Bytes)).ToArray();
        _binding = _session.CreateIoBinding();
        for (var i = 0; i < _inputs.Length; i++)
        {
            rows[0].Inputs[i].CopyTo(_inputs[i].AsSpan());
            var input = _tensors.Add(_inputs[i], UserSession.TypeOf(session.Inputs[i]), session.Inputs[i].Shape, session.Inputs[i].Bytes);
            _binding.BindInput(session.Inputs[i].Name, input);
        }

        _score = ScoreReader.For((ElementType)(int)_session.OutputMetadata[session.ScoreOutput].ElementDataType, 0);
        BindOutputs(session);
    }

    public double Run(int calls)
    {
        var sum = 0.0;
        for (var i = 0; i < calls; i++)
        {
            var row = _rows[_next].Inputs;
            for (var j = 0; j < row.Length; j++)
                row[j].CopyTo(_inputs[j].AsSpan());
            _session.RunWithBinding(_run, _binding);
            sum += _score.Read(_scoreMemory);
            _next = _next + 1 == _rows.Length ? 0 : _next + 1;
        }

        return sum;
    }

    public void Dispose()
    {
        _binding.Dispose();
        _tensors.Dispose();
        _run.Dispose();
    }

    /// <summary>Shapes of outputs are known only after a run, so the first one lets the runtime make them.</summary>
    private void BindOutputs(UserSession session)
    {
        foreach (var name in _session.OutputNames)
            _binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
        using var made = _session.RunWithBoundResults(_run, _binding);
        _binding.ClearBoundOutputs();
        foreach (var (name, value) in _session.OutputNames.Zip(made))
        {
            if (!value.IsTensor || value.GetTensorTypeAndShape() is not { IsString: false } tensor)
            {
                _binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
                continue;
            }

            var bytes = value.GetTensorSizeInBytes();
            var memory = PinnedTensors.Allocate(bytes);
            _binding.BindOutput(name, _tensors.Add(memory, tensor.ElementDataType, tensor.Shape, bytes));
            if (name == session.ScoreOutput)
                _scoreMemory = memory;
        }
    }
}
