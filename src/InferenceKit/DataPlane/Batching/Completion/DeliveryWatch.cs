using InferenceKit.DataPlane.Execution;

namespace InferenceKit.DataPlane.Batching.Completion;

/// <summary>
/// Watches over deliveries whose thread lets callers go on before it runs again: one that makes no step between two looks is held up by a
/// caller that blocks, and the rest of its work goes to other threads. Lock-free.
/// </summary>
internal sealed class DeliveryWatch : IWatched
{
    private const int Most = 64;
    private readonly AnswerDelivery?[] _watched = new AnswerDelivery?[Most];
    private readonly (AnswerDelivery? Delivery, long Step)[] _seen = new (AnswerDelivery?, long)[Most];
    private readonly Watchdog _watchdog;

    public DeliveryWatch(Watchdog watchdog)
    {
        _watchdog = watchdog;
        watchdog.Add(this);
    }

    /// <summary>Watches over a delivery; gives its number, or -1 if there are too many.</summary>
    public int Enter(AnswerDelivery delivery)
    {
        var start = Environment.CurrentManagedThreadId;
        for (var i = 0; i < Most; i++)
        {
            var at = (start + i) % Most;
            if (Volatile.Read(ref _watched[at]) is not null || Interlocked.CompareExchange(ref _watched[at], delivery, null) is not null) continue;
            _watchdog.NoteWork();
            return at;
        }
        return -1;
    }

    public void Exit(int number) => Volatile.Write(ref _watched[number], null);

    bool IWatched.Check()
    {
        var isAny = false;
        for (var i = 0; i < Most; i++)
        {
            var delivery = Volatile.Read(ref _watched[i]);
            if (delivery is null)
            {
                _seen[i] = default;
                continue;
            }
            isAny = true;
            var step = delivery.Step;
            if (_seen[i] == (delivery, step)) delivery.Rescue();
            _seen[i] = (delivery, step);
        }
        return isAny;
    }
}
