using System.Runtime.CompilerServices;

namespace InferenceKit.Sessions.Rows;

/// <summary>
/// The buffers of a run of rows. Its user: <see cref="BeginRun"/>; for each row <see cref="BeginRow"/>, encode,
/// <see cref="EndRow"/>; run; decode each row.
/// </summary>
internal abstract class RowBatch : RunBatch
{
    private long _epoch;
    private int _rows;
    private readonly int _required;
    private readonly InputRows[] _optional;
    private readonly bool _isFixed;
    private readonly long _declaredRowBytes;
    private readonly int _dynamicInputs;
    private RowCopier? _inputCopier;
    private RowCopier? _outputCopier;
    private bool _isRefused;
    private int _room;
    private long _epochAtTrim;

    protected RowBatch(ModelSignature signature, int capacity)
    {
        Signature = signature;
        _declaredRowBytes = RunMemory.OfDeclaredRows(signature);
        Capacity = signature.SharesRuns ? RunMemory.RowsFor(_declaredRowBytes, capacity) : 1;
        _room = Capacity;
        Inputs = new InputRows[signature.Inputs.Count];
        Outputs = new OutputRows[signature.Outputs.Count];
        try
        {
            for (var i = 0; i < Inputs.Length; i++) Inputs[i] = new(signature.Inputs[i], signature.HasRows, Capacity);
        }
        catch
        {
            // The memory may have sufficed for some of them only.
            foreach (var input in Inputs) input?.Dispose();
            throw;
        }
        for (var i = 0; i < Outputs.Length; i++) Outputs[i] = new(signature.Outputs[i], signature.SharesRuns, this);
        _isFixed = Inputs.All(i => i.IsFixed);
        _dynamicInputs = Inputs.Count(i => !i.IsFixed);
        _required = Inputs.Count(input => !input.Spec.IsOptional);
        _optional = Inputs.Where(input => input.Spec.IsOptional).ToArray();
    }

    public ModelSignature Signature { get; }

    /// <summary>Most rows of one run: as many as were asked for, or as the memory of one run has room for.</summary>
    public int Capacity { get; }

    /// <summary>Whether one more row of the present shapes has room. The first always has.</summary>
    public bool HasRoom => _rows == 0 || _rows < _room;

    /// <summary>Rows encoded so far for the next run.</summary>
    public sealed override int Rows => _rows;

    public InputRows[] Inputs { get; }

    public OutputRows[] Outputs { get; }

    /// <summary>A number that differs from row to row; inputs keep the one they were last written in.</summary>
    internal long Epoch => _epoch;

    /// <summary>Counts the inputs of the current row that must be there and have been written.</summary>
    internal int RequiredWritten;

    /// <summary>Counts the optional inputs written in the current row.</summary>
    internal int OptionalWritten;

    private int _optionalInFirstRow;

    /// <summary>Runs to let pass before the next check that rows do not depend on each other. Only the thread that has the batch reads and writes it.</summary>
    public int RunsUntilCheck { get; set; }

    public override void BeginRun() => _rows = 0;

    public override void EndRun() => CheckGuards();

    /// <summary>A number that is the same for rows of the same shapes, of the row that was encoded last.</summary>
    public int ShapeHash { get; private set; }

    internal void AddShape(ReadOnlySpan<long> shape)
    {
        var hash = ShapeHash;
        foreach (var size in shape) hash = unchecked(hash * 31 + (int)size + 1);
        ShapeHash = unchecked(hash * 31 + 7);
    }

    /// <summary>Takes back the rows from here on.</summary>
    public override void RemoveFrom(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(row, _rows);
        _rows = row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorWriter BeginRow()
    {
        _epoch++;
        ShapeHash = 1;
        RequiredWritten = 0;
        OptionalWritten = 0;
        if (_isRefused) ForgetRefused();
        return new(this, _rows);
    }

    /// <summary>Ends a row that was encoded.</summary>
    /// <returns>
    /// False when the row is not taken: it has another shape than the rows before it, or there is no room for it. They must run without it
    /// first, and then it is encoded again.
    /// </returns>
    /// <exception cref="InferenceException">An input that must be there was not written.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool EndRow()
    {
        if (RequiredWritten != _required) ThrowMissing();
        if (_rows == 0) NoteFirstRow();
        else if (OptionalWritten != _optionalInFirstRow) return false;
        if (_isRefused || _rows >= _room) return false;
        _rows++;
        return true;
    }

    /// <summary>Changes whenever another set of optional inputs is given.</summary>
    internal int OptionalGeneration { get; private set; }

    /// <summary>Called by an input whose row cannot run with those before it: in another shape, or without room.</summary>
    internal void RefuseRow() => _isRefused = true;

    /// <summary>How many rows of an input have room in one run whose rows have so many bytes of it.</summary>
    internal int RowsFor(long rowBytes)
    {
        // Each dynamic input counts with the same share, because the others of the first row may not have been written yet.
        var bytes = rowBytes * Math.Max(_dynamicInputs, 1) + _declaredRowBytes;
        foreach (var output in Outputs) bytes += output.UndeclaredRowBytes;
        return RunMemory.RowsFor(bytes, Capacity);
    }

    /// <summary>Is called after memory was taken that not every run may need, so that it is given back some time.</summary>
    public Action? Reserved { get; set; }

    internal void NoteReserved(long bytes)
    {
        if (bytes > RunMemory.AlwaysKeptBytes) Reserved?.Invoke();
    }

    /// <summary>The native bytes that its buffers hold.</summary>
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

    /// <summary>Whether a row was written since the last <see cref="Trim"/>.</summary>
    public bool IsUsed => _epoch != _epochAtTrim;

    /// <summary>Gives memory back where rows since the last call needed far less. Only between runs.</summary>
    /// <returns>Whether it still holds memory that could be given back later.</returns>
    public virtual bool Trim()
    {
        var holdsMore = false;
        _epochAtTrim = _epoch;
        foreach (var input in Inputs) holdsMore |= input.Trim();
        return holdsMore;
    }

    /// <summary>See <see cref="NativeBuffer.CheckGuards"/>.</summary>
    [System.Diagnostics.Conditional("DEBUG")]
    internal void CheckGuards()
    {
        foreach (var input in Inputs) input.CheckGuards();
        foreach (var output in Outputs) output.CheckGuards();
    }

    /// <summary>Gives the batch one row although none was written.</summary>
    protected void HoldOneRow() => _rows = 1;

    public TensorReader Read(int row) => new(this, row);

    /// <summary>One string of an output's row; valid until the next run.</summary>
    public abstract ReadOnlySpan<byte> GetString(int output, int row, int index);

    /// <summary>A copy of an output's row.</summary>
    public abstract InferenceValue GetValue(int output, int row);

    /// <summary>A copy of the inputs of the row that was encoded last.</summary>
    /// <param name="before">A copy that is no longer needed, whose memory is used again where it suits.</param>
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

    private void ForgetRefused()
    {
        _isRefused = false;
        foreach (var input in Inputs) input.ForgetRefused();
    }

    private void NoteFirstRow()
    {
        _optionalInFirstRow = OptionalWritten;
        var changed = false;
        foreach (var input in _optional) changed |= input.NoteGiven(_epoch);
        if (changed) OptionalGeneration++;
        if (_isFixed && _optional.Length == 0) return;
        _room = Capacity;
        foreach (var input in Inputs)
            if (input.HasRows && input.WrittenIn == _epoch) _room = Math.Min(_room, input.RowsThatFit);
    }

    private void ThrowMissing()
    {
        var missing = Inputs.Where(i => !i.Spec.IsOptional && i.WrittenIn != _epoch).Select(i => $"'{i.Spec.Name}' ({i.Spec})");
        throw new InferenceException(InferenceError.InvalidInput, $"The codec did not write input {string.Join(", ", missing)}.");
    }
}
