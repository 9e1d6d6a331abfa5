using InferenceKit.Serving.Leasing;

namespace InferenceKit.Tests.Serving.Leasing;

public sealed class SlotTests
{
    /// <summary>A look that throws is on the scanner's own thread: it ends the process.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_look_at_a_slot_whose_runs_come_and_go_never_throws(bool isOnly)
    {
        using var caller = new CancellationTokenSource();
        // Neither the version nor the buffers are used by a look that finds nothing due.
        var slot = new Slot(null!);
        Assert.True(slot.TryRent());
        var isOver = false;
        Exception? thrown = null;
        long looks = 0, due = 0;
        var looker = new Thread(() =>
        {
            try
            {
                for (; !Volatile.Read(ref isOver); looks++) due += slot.IsDue(0) ? 1 : 0;
            }
#pragma warning disable CA1031 // The test is what it throws.
            catch (Exception e)
            {
                thrown = e;
            }
#pragma warning restore CA1031
        });
        looker.Start();
        for (var run = 0; run < 3_000_000; run++)
        {
            slot.Arm(null!, long.MaxValue, caller.Token);
            if (isOnly) slot.Withdraw();
            else slot.Disarm();
        }
        Volatile.Write(ref isOver, true);
        looker.Join();
        Assert.Null(thrown);
        Assert.True(looks > 0);
        Assert.Equal(0, due);
    }
}
