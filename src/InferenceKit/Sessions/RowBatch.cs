using System.Runtime.CompilerServices;

namespace InferenceKit.Sessions;

/// <summary>
/// The buffers of a run of rows. Its user: <see cref="BeginRun"/>; for each row <see cref="BeginRow"/>, encode,
/// <see cref="EndRow"/>; run; decode each row.
/// </summary>
internal abstract class RowBatch : RunBatch
{
    /// <summary>What the rows of one run should take; one row may be larger.</summary>
    public const long MaxRunBytes = 16 << 20;

    // What is not worth a look.
    private const long SmallBytes = 4 << 20;

    private long _epoch;
    private int _rows;
    private int _mostRows;
    private readonly int _required;
    private readonly InputRows[] _optional;
    private readonly bool _isFixed;
    private RowCopier? _inputCopier;
    private RowCopier? _outputCopier;
    private bool _shapeChanged;

    protected RowBatch(ModelSignature signature, int capacity)
    {
        Signature = signature;
        Capacity = signature.SharesRuns ? capacity : 1;
        // Of the inputs whose rows may be of any size: together they stay within what one run should take.
        var open = Math.Max(1, signature.Inputs.Count(spec => !spec.HasKnownRank || spec.Shape.Skip(signature.HasRows ? 1 : 0).Any(size => size is null)));
        Inputs = signature.Inputs.Select(spec => new InputRows(spec, signature.HasRows, Capacity, MaxRunBytes / open)).ToArray();
        _isFixed = Inputs.All(i => i.IsFixed);
        Outputs = signature.Outputs.Select(spec => new OutputRows(spec, signature.SharesRuns)).ToArray();
        _required = Inputs.Count(input => !input.Spec.IsOptional);
        _optional = Inputs.Where(input => input.Spec.IsOptional).ToArray();
    }

    public ModelSignature Signature { get; }

    /// <summary>Most rows of one run.</summary>
    public int Capacity { get; }

    /// <summary>Whether one more row of the present shapes has room.</summary>
    public bool HasRoom
    {
        get
        {
            if (_rows >= Capacity) return false;
            if (_isFixed) return true;
            foreach (var input in Inputs)
                if (input.HasRows && _rows >= input.RowsThatFit) return false;
            return true;
        }
    }

    /// <summary>Rows encoded so far for the next run.</summary>
    public override int Rows => _rows;

    public InputRows[] Inputs { get; }

    public OutputRows[] Outputs { get; }

    /// <summary>A number that differs from row to row; inputs keep the one they were last written in.</summary>
    internal long Epoch => _epoch;

    /// <summary>Counts the inputs of the current row that must be there and have been written.</summary>
    internal int RequiredWritten;

    /// <summary>Counts the optional inputs written in the current row.</summary>
    internal int OptionalWritten;

    private int _optionalInFirstRow;

    /// <summary>Runs to let pass before one is looked at again, to see that its rows do not depend on each other. The thread that has the batch reads and writes it.</summary>
    public int RunsUntilCheck { get; set; }

    public override void BeginRun()
    {
        if (_rows > _mostRows) _mostRows = _rows;
        _rows = 0;
    }

    /// <summary>The native memory that it holds.</summary>
    public long HeldBytes
    {
        get
        {
            long bytes = 0;
            foreach (var input in Inputs) bytes += input.HeldBytes;
            foreach (var output in Outputs) bytes += output.HeldBytes;
            return bytes;
        }
    }

    /// <summary>Whether its memory is far more than the runs since the last call needed.</summary>
    /// <param name="bytes">The memory that it holds.</param>
    public bool IsOversized(out long bytes)
    {
        bytes = HeldBytes;
        var rows = Math.Max(_mostRows, _rows);
        (_mostRows, _rows) = (0, 0);
        return bytes > SmallBytes && (long)rows * 4 < Capacity;
    }

    public override void EndRun()
    {
        foreach (var input in Inputs) input.CheckCanaries();
        foreach (var output in Outputs) output.CheckCanaries();
    }

    /// <summary>A number that is the same for rows of the same shapes, of the row that was encoded last.</summary>
    public int ShapeHash { get; private set; }

    internal void AddShape(ReadOnlySpan<long> shape)
    {
        var hash = ShapeHash;
        foreach (var size in shape) hash = unchecked(hash * 31 + (int)size + 1);
        ShapeHash = unchecked(hash * 31 + 7);
    }

    /// <summary>Takes back the rows from here on.</summary>
    public override void RemoveFrom(int row) => _rows = row;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorWriter BeginRow()
    {
        _epoch++;
        ShapeHash = 1;
        RequiredWritten = 0;
        OptionalWritten = 0;
        _shapeChanged = false;
        return new(this, _rows);
    }

    /// <summary>Ends a row that was encoded.</summary>
    /// <returns>
    /// False when the row is not in the run, because its shape differs from that of the rows before it or there is no room beside them: they
    /// must run without it first.
    /// </returns>
    /// <exception cref="InferenceException">An input that must be there was not written.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool EndRow()
    {
        if (RequiredWritten != _required) ThrowMissing();
        if (_rows == 0) SettleOptional();
        else if (_shapeChanged || OptionalWritten != _optionalInFirstRow) return false;
        _rows++;
        return true;
    }

    /// <summary>Changes whenever another set of optional inputs is given.</summary>
    internal int OptionalGeneration { get; private set; }

    /// <summary>Whether the current row cannot run with those before it: it is of another shape, or there is no room.</summary>
    internal bool IsRowRefused => _shapeChanged;

    /// <summary>Called by an input whose row cannot stand beside the rows before it.</summary>
    internal void MarkShapeChanged() => _shapeChanged = true;

    public TensorReader Read(int row) => new(this, row);

    /// <summary>One string of an output's row; valid until the next run.</summary>
    public abstract ReadOnlySpan<byte> GetString(int output, int row, int index);

    /// <summary>A copy of an output's row.</summary>
    public abstract InferenceValue GetValue(int output, int row);

    /// <summary>A copy of the inputs of the row that was encoded last.</summary>
    /// <param name="before">A copy that nobody needs any more, whose memory is used again where it suits.</param>
    public RowCopy CopyInputs(RowCopy before = default) =>
        (_inputCopier ??= new(Inputs, (input, row) => Inputs[input].CopyRow(row))).Copy(_rows - 1, _epoch, before);

    /// <summary>A copy of a row of the outputs.</summary>
    /// <param name="row">The row.</param>
    /// <param name="before">As above.</param>
    public RowCopy CopyOutputs(int row, RowCopy before = default) => (_outputCopier ??= new(Outputs, GetValue)).Copy(row, _epoch, before);

    public override void Dispose()
    {
        foreach (var input in Inputs) input.Dispose();
        foreach (var output in Outputs) output.Dispose();
    }

    private void SettleOptional()
    {
        _optionalInFirstRow = OptionalWritten;
        var changed = false;
        foreach (var input in _optional) changed |= input.SettleGiven(_epoch);
        if (changed) OptionalGeneration++;
    }

    private void ThrowMissing()
    {
        var missing = Inputs.Where(i => !i.Spec.IsOptional && i.WrittenIn != _epoch).Select(i => $"'{i.Spec.Name}' ({i.Spec})");
        throw new InferenceException(InferenceError.InvalidInput, $"The codec did not write input {string.Join(", ", missing)}.");
    }
}
