using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Serving.Leasing;

/// <summary>
/// The buffers of one slot's runs. They are made when they are first used, because most slots never run values or many rows. Only the holder of
/// the slot's lease uses them.
/// </summary>
/// <param name="version">The version that the slot belongs to.</param>
internal sealed class SlotBuffers(ServedVersion version)
{
    private RowBatch? _single;
    private RowBatch? _many;
    private ValueBatch? _values;
    private long? _declaredRowBytes;

    /// <summary>The buffers for one row.</summary>
    public RowBatch Single => _single ??= CreateRows(1);

    /// <summary>The holder for a run on values.</summary>
    public ValueBatch Values => _values ??= version.Session.CreateValues();

    /// <summary>The buffers for so many rows, or for as many as the memory of one run has room for.</summary>
    public RowBatch Many(int rows)
    {
        if (!version.Rows.MayShare) return Single;
        rows = RunMemory.RowsFor(DeclaredRowBytes, rows);
        if (_many is { } many && many.Capacity >= rows) return many;
        _many?.Dispose();
        _many = null;
        _many = CreateRows(rows);
        _many.NoteReserved(_many.HeldBytes);
        return _many;
    }

    /// <summary>The buffers for at least so many rows, with room to spare: other numbers follow, and each new size binds anew.</summary>
    public RowBatch ManyOf(int rows)
    {
        const int Usual = 64;
        if (!version.Rows.MayShare) return Single;
        rows = RunMemory.RowsFor(DeclaredRowBytes, rows);
        if (_many is { } many && many.Capacity >= rows) return many;
        return Many(Math.Max(rows, Math.Min(MostRows, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(rows, Usual)))));
    }

    /// <summary>The most rows of a run, by memory and by what the model can do.</summary>
    public int MostRows
    {
        get
        {
            try
            {
                return version.Rows.MayShare ? MaxRowsByMemory : 1;
            }
            catch (OutOfMemoryException)
            {
                return 1;
            }
        }
    }

    private int MaxRowsByMemory
    {
        get
        {
            long bytes = 1;
            foreach (var input in Single.Inputs) bytes += (long)input.RowElements * RunMemory.SizeOf(input.Spec.ElementType);
            foreach (var output in Single.Outputs) bytes += (long)output.RowElements * RunMemory.SizeOf(output.Spec.ElementType);
            return RunMemory.RowsFor(Math.Max(bytes, DeclaredRowBytes), int.MaxValue);
        }
    }

    /// <summary>Lets runs start again after one was asked to stop.</summary>
    public void ResetTermination()
    {
        _single?.ResetTermination();
        _many?.ResetTermination();
        _values?.ResetTermination();
    }

    /// <summary>The native bytes that its buffers hold; for tests and debuggers.</summary>
    public long HeldBytes => (_single?.HeldBytes ?? 0) + (_many?.HeldBytes ?? 0);

    private long DeclaredRowBytes => _declaredRowBytes ??= RunMemory.OfDeclaredRows(version.Signature);

    private RowBatch CreateRows(int rows)
    {
        var batch = version.Session.CreateRows(rows);
        batch.Reserved = version.BufferTrimming.Arm;
        return batch;
    }

    /// <summary>Gives back memory that runs since the last call did not need. Only under a lease.</summary>
    /// <returns>Whether there is more that could be given back later.</returns>
    public bool Trim()
    {
        var holdsMore = _single?.Trim() == true;
        if (_many is not { } many) return holdsMore;
        var isLarge = many.HeldBytes > RunMemory.AlwaysKeptBytes;
        if (isLarge && !many.IsUsed)
        {
            _many = null;
            many.Dispose();
            return holdsMore;
        }
        return many.Trim() | isLarge | holdsMore;
    }

    /// <summary>Frees the buffers. The slot is closed, so that no run uses them any more.</summary>
    public void Dispose()
    {
        _single?.Dispose();
        _many?.Dispose();
        _values?.Dispose();
    }
}
