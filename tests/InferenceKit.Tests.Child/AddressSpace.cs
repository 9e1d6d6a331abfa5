using System.Globalization;
using System.Runtime.InteropServices;

namespace InferenceKit.Tests.Child;

/// <summary>The address space of this process, which the system can limit.</summary>
internal static partial class AddressSpace
{
    private const int Resource = 9;

    /// <summary>Lets it have so much more than it has now, and no more.</summary>
    public static void LimitToUsedAnd(long megabytes)
    {
        var limit = new Limit { Soft = (nuint)(Used() + (megabytes << 20)) };
        limit.Hard = limit.Soft;
        if (SetLimit(Resource, in limit) != 0) throw new InvalidOperationException("The limit cannot be set.");
    }

    private static long Used() =>
        long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmSize:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
