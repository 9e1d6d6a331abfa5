using System.Runtime.InteropServices;

namespace InferenceKit.Serving;

/// <summary>
/// A number with two cache lines for itself on each side: what one core writes all the time must not be in the way of what others read. Mutable,
/// for a field.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedLong
{
    [FieldOffset(128)]
    public long Value;
}
