using InferenceKit.Sessions.Onnx.Outputs;
using InferenceKit.Sessions.Onnx.Runtime;
using InferenceKit.Sessions.Rows;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>A session of ONNX Runtime in this process. Every run completes synchronously.</summary>
internal sealed class OnnxModelSession : ModelSession
{
    private readonly string _logId;
    private ModelSignature _signature;
    private int _disposed;

    public OnnxModelSession(InferenceSession native, ModelSignature signature, SessionSettings settings, string logId, bool mayLeaveOutputsEmpty)
    {
        Native = native;
        _signature = signature;
        _logId = logId;
        OutputNames = signature.Outputs.Select(o => o.Name).ToArray();
        var isCpu = ExecutionProvider.Find(settings.Provider) is { IsCpu: true };
        ReadsBoundMemory = isCpu;
        MayLeaveOutputsEmpty = mayLeaveOutputsEmpty;
        MaxArenaBytes = settings.MaxArenaBytes;
        IncludesRuntimeErrorText = settings.IncludeRuntimeErrorText;
        AllocatesFromArena = isCpu && settings.UseArena != false;
        // A model that may leave outputs empty may have to run twice, with other outputs bound.
        Proof = new(OutputNames.Length, isNothing: mayLeaveOutputsEmpty);
    }

    public InferenceSession Native { get; }

    public override ModelSignature Signature => _signature;

    /// <summary>Whether a run reads inputs where they were bound; other devices copy them when they are bound.</summary>
    public bool ReadsBoundMemory { get; }

    /// <summary>Whether a run may leave an output without a value, which the C# API must then never see.</summary>
    public bool MayLeaveOutputsEmpty { get; }

    public override bool AllocatesFromArena { get; }

    /// <summary>The most that the arena takes for runs; null for no limit.</summary>
    public long? MaxArenaBytes { get; }

    /// <summary>Whether failures repeat ONNX Runtime's own texts.</summary>
    public bool IncludesRuntimeErrorText { get; }

    public string[] OutputNames { get; }

    public UsualRunSize UsualSize { get; } = new();

    /// <summary>For which outputs memory is reserved.</summary>
    public OutputProof Proof { get; }

    public override void UseRuntimeOutputs() => Proof.ReserveNothing();

    public override void UseOneRowPerRun() => _signature = _signature.WithOneRowPerRun();

    public override void BeginServing() => OnnxLogRoutes.BeginServing(_logId);

    public override RowBatch CreateRows(int capacity) => new OnnxRowBatch(this, capacity);

    public override ValueBatch CreateValues() => new OnnxValueBatch(this);

    /// <summary>Runs what is bound.</summary>
    public void Run(RunOptions options, OrtIoBinding binding)
    {
        VectorRegisters.ClearUpperHalves();
        Native.RunWithBinding(options, binding);
    }

    /// <summary>Runs on values.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions options, IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> values, IReadOnlyCollection<string> outputs)
    {
        VectorRegisters.ClearUpperHalves();
        return Native.Run(options, inputs, values, outputs);
    }

    public override ValueTask<RunOutcome> RunAsync(RunBatch batch, CancellationToken cancellationToken) =>
        new(batch is OnnxRowBatch rows ? rows.Run() : ((OnnxValueBatch)batch).Run());

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        // The session first: native code may write log lines of this model until it is gone.
        Native.Dispose();
        OnnxLogRoutes.RemoveModel(_logId);
    }
}
