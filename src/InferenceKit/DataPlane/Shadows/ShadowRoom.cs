using System.Runtime.InteropServices;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// Counts what waits for a shadow, in rows and bytes. Requests and shadow write on different cache lines, and a request looks at what the shadow
/// has taken only when the room that it knows of is used up. Thread-safe.
/// </summary>
/// <param name="maxRows">The most rows.</param>
/// <param name="maxBytes">The most bytes.</param>
internal sealed class ShadowRoom(int maxRows, long maxBytes)
{
    private Arrived _in;
    private Taken _out;

    /// <summary>Rows that wait.</summary>
    public int Rows => (int)(Volatile.Read(ref _in.Rows) - Volatile.Read(ref _out.Rows));

    /// <summary>Why there is no room for one more row; null where there is some.</summary>
    public ShadowDrop? WhyFull()
    {
        if (Volatile.Read(ref _in.Rows) < _in.MostRows && Volatile.Read(ref _in.Bytes) < _in.MostBytes) return null;
        Update();
        if (Volatile.Read(ref _in.Rows) >= _in.MostRows) return ShadowDrop.QueueFull;
        return Volatile.Read(ref _in.Bytes) >= _in.MostBytes ? ShadowDrop.TooManyBytes : null;
    }

    /// <summary>Takes room for a sample.</summary>
    /// <returns>Null, or why the row has no room.</returns>
    public ShadowDrop? TryTake(int rows, long bytes)
    {
        var rowsIn = Interlocked.Add(ref _in.Rows, rows);
        var bytesIn = Interlocked.Add(ref _in.Bytes, bytes);
        if (rowsIn <= _in.MostRows && bytesIn <= _in.MostBytes) return null;
        Update();
        if (rowsIn <= _in.MostRows && bytesIn <= _in.MostBytes) return null;
        var reason = rowsIn > _in.MostRows ? ShadowDrop.QueueFull : ShadowDrop.TooManyBytes;
        TakeBack(rows, bytes);
        return reason;
    }

    /// <summary>It does not come in after all.</summary>
    public void TakeBack(int rows, long bytes)
    {
        Interlocked.Add(ref _in.Rows, -rows);
        Interlocked.Add(ref _in.Bytes, -bytes);
    }

    /// <summary>The shadow has taken it.</summary>
    public void Free(int rows, long bytes)
    {
        Interlocked.Add(ref _out.Rows, rows);
        Interlocked.Add(ref _out.Bytes, bytes);
    }

    // What another thread finds may be a little older, and is looked at again soon: there is never more room than it says.
    private void Update()
    {
        Volatile.Write(ref _in.MostRows, Volatile.Read(ref _out.Rows) + maxRows);
        Volatile.Write(ref _in.MostBytes, Volatile.Read(ref _out.Bytes) + maxBytes);
    }

    /// <summary>All that has come in, and how much of it there may be as far as requests know.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Arrived
    {
        [FieldOffset(128)]
        public long Rows;

        [FieldOffset(136)]
        public long Bytes;

        [FieldOffset(144)]
        public long MostRows;

        [FieldOffset(152)]
        public long MostBytes;
    }

    /// <summary>All that the shadow has taken.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Taken
    {
        [FieldOffset(128)]
        public long Rows;

        [FieldOffset(136)]
        public long Bytes;
    }
}
