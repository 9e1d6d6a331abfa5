using System.Globalization;
using InferenceKit.DataPlane.Execution;

namespace InferenceKit.Tests.DataPlane.Execution;

public sealed class TimeSliceTests
{
    // The slice shows in /proc since 6.12, where a thread may choose it.
    private static readonly bool HasSlices = OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(6, 12);

    [Theory]
    [InlineData(true, 20_000_000)]
    [InlineData(false, 100_000)]
    public void A_thread_gets_the_slice_that_it_asks_for_and_keeps_its_nice_value(bool isLong, long nanoseconds)
    {
        if (!HasSlices) Assert.Skip("This system knows no slices of one thread.");
        var (before, after, slice) = ("", "", "");
        var taken = false;
        var thread = new Thread(() =>
        {
            before = Read("prio");
            taken = isLong ? TimeSlice.TryMakeLong() : TimeSlice.TryMakeShort();
            (after, slice) = (Read("prio"), Read("se.slice"));
        });
        thread.Start();
        thread.Join();
        Assert.True(taken);
        Assert.Equal(before, after);
        Assert.Equal(nanoseconds, long.Parse(slice, CultureInfo.InvariantCulture));
    }

    private static string Read(string name) => File.ReadLines("/proc/thread-self/sched")
        .Select(line => line.Split(':', StringSplitOptions.TrimEntries))
        .Single(parts => parts[0] == name)[1];
}
