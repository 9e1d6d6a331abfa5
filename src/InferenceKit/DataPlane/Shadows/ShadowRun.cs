using InferenceKit.Comparison;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>A run of a sample on a version, in a slot that no request can have. What it answered is there until it is disposed.</summary>
internal ref struct ShadowRun : IDisposable
{
    private readonly ShadowSample _sample;
    private readonly Slot? _slot;
    private readonly NamedValue[] _values = [];

    /// <param name="version">The version.</param>
    /// <param name="sample">What to run.</param>
    /// <param name="deadline">When the run is stopped.</param>
    /// <param name="executor">Runs it.</param>
    public ShadowRun(ServedVersion version, ShadowSample sample, long deadline, RunExecutor executor)
    {
        (_sample, _slot) = (sample, version.TryRentShadow());
        if (_slot is null)
        {
            Dropped = ShadowDrop.NotReady;
            return;
        }
        if (sample.IsRow)
        {
            End(Run<ShadowRow, bool>(new(sample.Inputs), deadline, executor));
            return;
        }
        var result = Run<ValuesSource, NamedValue[]>(new(sample.Inputs.ToValues()), deadline, executor);
        _values = result.Value ?? [];
        End(result);
    }

    /// <summary>Why it could not be run; null where it was.</summary>
    public ShadowDrop? Dropped { get; private set; }

    /// <summary>Why it failed; null where it answered.</summary>
    public InferenceFailure? Failure { get; private set; }

    /// <summary>Compares the primary's answer with this one.</summary>
    public readonly void Compare(PairOutputs pair)
    {
        if (_sample.IsRow) pair.Compare(_sample.Outputs, _slot!.Buffers.Single);
        else pair.Compare(_sample.Outputs.ToValues(), _values, hasRows: true);
    }

    /// <summary>Lets typed comparers look at both answers.</summary>
    /// <param name="tell">Told what each of them says.</param>
    public readonly void CompareTyped(Action<string, bool> tell)
    {
        if (_sample.Typed is { } typed && _slot!.Version.CodecOf(typed.Codec, out _) is { } bound)
            typed.Codec.CompareShadow(bound, _slot.Buffers.Single, typed.Value, tell);
    }

    /// <summary>What it answered.</summary>
    public readonly NamedValue[] CopyOutputs() => _sample.IsRow ? _slot!.Buffers.Single.CopyOutputs(0).ToValues() : _values;

    public readonly void Dispose() => _slot?.ReturnShadow();

    // A remote session is waited for: the thread has nothing else to do.
    private readonly RunResult<TValue> Run<TSource, TValue>(TSource source, long deadline, RunExecutor executor) where TSource : struct, IRowSource<TValue>
    {
        var run = executor.RunOneAsync<TSource, TValue>(source, _slot!, RowRange.One, deadline, CancellationToken.None);
        return run.IsCompletedSuccessfully ? run.Result : run.AsTask().GetAwaiter().GetResult();
    }

    private void End<TValue>(in RunResult<TValue> result)
    {
        if (result.WasStopped) Failure = Failures.DeadlineWhileRunning(_slot!.Version.Id);
        else if (result.Failure is not null && !result.TookInput) Dropped = ShadowDrop.Unsuited;
        else Failure = result.Failure;
    }
}
