using System.Diagnostics;
using System.Globalization;

namespace InferenceKit.Soak.Measuring;

/// <summary>What the process holds of the system.</summary>
/// <param name="PrivateBytes">Memory of its own: on Linux anonymous pages that are resident.</param>
/// <param name="ResidentBytes">All pages that are resident, files included.</param>
/// <param name="Handles">Open files, sockets and events.</param>
/// <param name="Threads">Threads, those of native libraries included.</param>
internal readonly record struct ProcessReading(long PrivateBytes, long ResidentBytes, int Handles, int Threads)
{
    public static ProcessReading Take()
    {
        if (OperatingSystem.IsLinux())
            return OfLinux();
        using var process = Process.GetCurrentProcess();
        return new(process.PrivateMemorySize64, process.WorkingSet64, process.HandleCount, process.Threads.Count);
    }

    private static ProcessReading OfLinux()
    {
        var (own, resident, threads) = (0L, 0L, 0L);
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            // "RssAnon:	  123456 kB"
            if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
                own = NumberIn(line) * 1024;
            else if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                resident = NumberIn(line) * 1024;
            else if (line.StartsWith("Threads:", StringComparison.Ordinal))
                threads = NumberIn(line);
        }

        // The listing itself is open while it is counted.
        return new(own, resident, Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - 1, (int)threads);
    }

    private static long NumberIn(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).TrimEnd(" kB").Trim(), CultureInfo.InvariantCulture);
}
