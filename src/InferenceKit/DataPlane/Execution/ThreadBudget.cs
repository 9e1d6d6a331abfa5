namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// How many runs from queues go on at a time in the process, over all models: as many short ones as there are cores, and beside them as many
/// long ones. Where more is wanted, the model that has had the least thread time for its weight goes first (stride scheduling), so that no
/// model starves. Thread-safe.
/// </summary>
/// <remarks>
/// Short runs never wait for long ones: the system shares the cores among their threads, and a short run is over before its time slice is. Long
/// runs, which a core cannot be taken from at once, leave the last core to others while there are any: callers with near deadlines, or other
/// models that are being used.
/// </remarks>
internal sealed class ThreadBudget(int threads)
{
    private readonly Lock _lock = new();
    private readonly List<IThreadUser> _line = [];
    private int _short;
    private int _long;
    private double _clock;

    public int Threads { get; } = threads;

    /// <summary>Takes a thread for a run.</summary>
    /// <param name="user">What wants it; told by <see cref="IThreadUser.OnThreadFree"/> if it is refused now.</param>
    /// <param name="isLong">Whether the run may be in the way of others.</param>
    /// <param name="leavesOne">Whether a long run must leave the last core.</param>
    public bool TryTake(IThreadUser user, bool isLong, bool leavesOne)
    {
        lock (_lock)
        {
            // A user that was idle has no credit from it.
            user.Account = Math.Max(user.Account, _clock);
            if ((isLong ? _long : _short) >= Most(isLong, leavesOne))
            {
                if (!user.IsInLine)
                {
                    user.IsInLine = true;
                    _line.Add(user);
                }
                return false;
            }
            if (isLong) _long++;
            else _short++;
            _clock = user.Account;
            return true;
        }
    }

    /// <summary>Charges a run of so many ticks to a user that keeps its thread for another; false when another user goes first, and the thread has to go back.</summary>
    /// <param name="user">What keeps it.</param>
    /// <param name="ticks">Of its last run.</param>
    /// <param name="isLong">Whether it was taken for long runs.</param>
    /// <param name="leavesOne">Whether it is a long run that must leave the last core.</param>
    public bool TryKeep(IThreadUser user, long ticks, bool isLong = false, bool leavesOne = false)
    {
        if (_line.Count == 0)
        {
            // No other user to be fair to: the account may miss a run that ends at the same time.
            user.Account += (double)ticks / user.Weight;
            _clock = Math.Max(_clock, user.Account);
            // The others that it is to leave one to have come since it took it.
            return !isLong || Volatile.Read(ref _long) <= Most(isLong, leavesOne);
        }
        lock (_lock)
        {
            user.Account += (double)ticks / user.Weight;
            foreach (var other in _line)
                if (Mechanisms.StrideScheduling && other != user && other.Account < user.Account) return false;
            _clock = Math.Max(_clock, user.Account);
            return !isLong || _long <= Most(isLong, leavesOne);
        }
    }

    /// <summary>Gives a thread back after a run of so many ticks, and tells those in line, the one that has had least first.</summary>
    public void Return(IThreadUser user, bool wasLong, long ticks)
    {
        IThreadUser[] told;
        lock (_lock)
        {
            user.Account += (double)ticks / user.Weight;
            if (wasLong) _long--;
            else _short--;
            if (_line.Count == 0) return;
            // All of them: one that is refused again, for its runs are long, must not hold up the others.
            if (Mechanisms.StrideScheduling) _line.Sort(static (a, b) => a.Account.CompareTo(b.Account));
            told = [.. _line];
            foreach (var waiting in told) waiting.IsInLine = false;
            _line.Clear();
        }
        foreach (var waiting in told) waiting.OnThreadFree();
    }

    private int Most(bool isLong, bool leavesOne) => isLong && leavesOne ? Math.Max(1, Threads - 1) : Threads;
}
