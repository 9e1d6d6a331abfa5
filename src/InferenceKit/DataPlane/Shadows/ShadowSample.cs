using System.Numerics;
using InferenceKit.Serving;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// What one request of the primary went in and came out with, for shadows. Filled on the way of the request by whichever thread is there, with
/// as little as can be: no lock, and memory that was there before. Once it has ended only read.
/// </summary>
/// <remarks>
/// Two threads fill it at once only where the caller of one of them has gone, after a timeout: of such a request shadows see nothing. Where it
/// failed otherwise, a run of its fallback chain may still write outputs: they are not read.
/// </remarks>
internal sealed partial class ShadowSample
{
    private ulong _wanted;
    private bool _hasInputs;
    private bool _hasOutputs;
    private RowCopy _inputs;
    private RowCopy _outputs;

    /// <summary>The shadows that the model had when it was decided; a reload may have changed them since.</summary>
    public ShadowLanes Lanes { get; private set; } = null!;

    /// <summary>Whether inputs and outputs are those of one row, without the dimension that counts rows.</summary>
    public bool IsRow { get; private set; }

    /// <summary>The rows that there are.</summary>
    public int Rows { get; private set; } = 1;

    /// <summary>What went in.</summary>
    public RowCopy Inputs => _inputs;

    /// <summary>What the primary answered, where it did not fail.</summary>
    public RowCopy Outputs => _outputs;

    /// <summary>What typed comparers get; null where there are none.</summary>
    public TypedAnswer? Typed { get; private set; }

    /// <summary>The version that answered, or failed.</summary>
    public ServedVersion Primary { get; private set; } = null!;

    /// <summary>Why the primary failed; null where it did not.</summary>
    public InferenceFailure? Failure { get; private set; }

    /// <summary>How long the primary took.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>Since when it waits, as a timestamp.</summary>
    public long Arrival { get; private set; }

    /// <summary>About the bytes that it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The shadows that want it, a bit for each.</summary>
    public ulong Wanted => _wanted;

    /// <summary>
    /// Whether another request may have it once it has ended: not where several shadows have it, because none of them knows which is the last, and not where
    /// the request failed, as a run of its fallback chain may still go on after its caller has gone, and write here.
    /// </summary>
    public bool IsReusable => Failure is null && BitOperations.IsPow2(_wanted);

    /// <summary>Begins anew, for the shadows that want it: a bit for each.</summary>
    public void Begin(ShadowLanes lanes, ulong wanted)
    {
        (Lanes, _wanted, _hasInputs, _hasOutputs) = (lanes, wanted, false, false);
        (IsRow, Rows, Typed) = (false, 1, null);
    }

    /// <summary>Has it brought to this core.</summary>
    public void Fetch() => CacheLines.Fetch(ref _wanted, 64, 128);

    /// <summary>Has what it refers to brought to this core.</summary>
    public void FetchMemory()
    {
        _inputs.Fetch();
        _outputs.Fetch();
    }

    /// <summary>Ends it.</summary>
    /// <param name="primary">The version that answered, or failed.</param>
    /// <param name="failure">Why it failed; null where it answered.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="now">The time, as a timestamp.</param>
    /// <returns>Whether it is whole: inputs may never have come to be copied, or could not.</returns>
    public bool End(ServedVersion primary, InferenceFailure? failure, TimeSpan time, long now)
    {
        (Primary, Failure, Time, Arrival) = (primary, failure, time, now);
        if (!_hasInputs || (failure is null && !_hasOutputs)) return false;
        Bytes = _inputs.Bytes + (failure is null ? _outputs.Bytes : 0);
        return true;
    }
}
