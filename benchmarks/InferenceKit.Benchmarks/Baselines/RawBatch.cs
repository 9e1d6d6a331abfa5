using InferenceKit.Benchmarks.UserModels;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>
/// Memory for so many rows of a model of any inputs, and a binding over its first n rows for every n that was run: exact sizes, no padding.
/// For one run at a time.
/// </summary>
internal sealed class RawBatch : IDisposable
{
    private readonly UserSession _session;
    private readonly byte[][] _inputs;
    private readonly RawBatchOutput[] _outputs;
    private readonly ScoreReader _score;
    private readonly RawBatchOutput _scoreOutput;
    private readonly RunOptions _run = new();
    private readonly OrtIoBinding?[] _bindings;
    private readonly PinnedTensors _tensors = new();

    public RawBatch(UserSession session, int mostRows)
    {
        _session = session;
        MostRows = session.TakesManyRows ? mostRows : 1;
        _bindings = new OrtIoBinding?[MostRows + 1];
        _inputs = [.. session.Inputs.Select(i => PinnedTensors.Allocate(i.Bytes * MostRows))];
        _outputs = RawBatchOutput.Learn(session, MostRows);
        _scoreOutput = _outputs.Single(o => o.Name == session.ScoreOutput);
        _score = ScoreReader.For((ElementType)(int)_scoreOutput.Type, 0);
    }

    public int MostRows { get; }

    public void Put(int at, UserRow row)
    {
        for (var i = 0; i < _inputs.Length; i++)
            row.Inputs[i].CopyTo(_inputs[i].AsSpan(at * row.Inputs[i].Length));
    }

    public void Run(int rows) => _session.Session.RunWithBinding(_run, _bindings[rows] ??= Bind(rows));

    public float Score(int at) => _score.Read(_scoreOutput.Row(at));

    public void Dispose()
    {
        foreach (var binding in _bindings)
            binding?.Dispose();
        _tensors.Dispose();
        _run.Dispose();
    }

    private OrtIoBinding Bind(int rows)
    {
        var binding = _session.Session.CreateIoBinding();
        for (var i = 0; i < _inputs.Length; i++)
        {
            var input = _session.Inputs[i];
            binding.BindInput(input.Name, _tensors.Add(_inputs[i], UserSession.TypeOf(input), Shape(input.Shape, rows), input.Bytes * rows));
        }

        foreach (var output in _outputs)
        {
            if (output.Memory.Length == 0)
                binding.BindOutputToDevice(output.Name, OrtMemoryInfo.DefaultInstance);
            else
                binding.BindOutput(output.Name, _tensors.Add(output.Memory, output.Type, Shape(output.RowShape, rows), output.RowBytes * rows));
        }

        return binding;
    }

    private long[] Shape(long[] ofOneRow, int rows) => _session.TakesManyRows ? [rows, .. ofOneRow[1..]] : ofOneRow;
}
