using InferenceKit.Sessions;

namespace InferenceKit.Runtime;

/// <summary>The buffers of a slot's runs; only who holds the lease touches them.</summary>
internal sealed partial class Slot
{
    private RowBatch? _single;
    private RowBatch? _many;
    private ValueBatch? _values;

    /// <summary>The buffers for one row.</summary>
    public RowBatch Single => _single ??= Version.Session.CreateRows(1);

    /// <summary>The holder for a run on values.</summary>
    public ValueBatch Values => _values ??= Version.Session.CreateValues();

    /// <summary>The buffers for at least so many rows.</summary>
    public RowBatch Many(int rows)
    {
        if (!Version.Rows.MayShare) return Single;
        if (_many is { } many && many.Capacity >= rows) return many;
        _many?.Dispose();
        _many = null;
        return _many = Version.Session.CreateRows(rows);
    }

    /// <summary>The buffers for at least so many rows, with room to spare: other numbers follow, and each new size binds anew.</summary>
    public RowBatch ManyOf(int rows)
    {
        const int Usual = 64;
        if (!Version.Rows.MayShare) return Single;
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
                return Version.Rows.MayShare ? MaxRowsByMemory : 1;
            }
            catch (OutOfMemoryException)
            {
                return 1;
            }
        }
    }

    /// <summary>The most rows whose inputs and outputs stay within what one run should take.</summary>
    public int MaxRowsByMemory
    {
        get
        {
            long bytes = 1;
            foreach (var input in Single.Inputs) bytes += (long)input.RowElements * ElementTypes.SizeOf(input.Spec.ElementType);
            foreach (var output in Single.Outputs) bytes += (long)output.RowElements * ElementTypes.SizeOf(output.Spec.ElementType);
            return (int)Math.Clamp(RowBatch.MaxRunBytes / bytes, 1, int.MaxValue);
        }
    }

    /// <summary>The native memory of its rows.</summary>
    public long HeldBytes => (_single?.HeldBytes ?? 0) + (_many?.HeldBytes ?? 0);

    /// <summary>Drops buffers that are far larger than what ran in them since the last look. Only for the lease's holder.</summary>
    /// <returns>The bytes that were freed.</returns>
    public long TrimBuffers() => Trim(ref _single) + Trim(ref _many);

    private static long Trim(ref RowBatch? batch)
    {
        if (batch is null || !batch.IsOversized(out var bytes)) return 0;
        batch.Dispose();
        batch = null;
        return bytes;
    }

    private void ResetBuffers()
    {
        _single?.ResetTermination();
        _many?.ResetTermination();
        _values?.ResetTermination();
    }

    /// <summary>Frees the buffers; only once closed.</summary>
    public void DisposeBuffers()
    {
        _single?.Dispose();
        _many?.Dispose();
        _values?.Dispose();
    }
}
