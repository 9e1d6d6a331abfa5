
namespace InferenceKit.Sessions.Rows;

/// <summary>What rows need of a buffer.</summary>
internal enum MemoryNeed
{
    /// <summary>So little that it is kept in any case.</summary>
    Little,

    /// <summary>Much, and so did the last rows.</summary>
    Much,

    /// <summary>Much, but not lately.</summary>
    MuchOnce,
}
