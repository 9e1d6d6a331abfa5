namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>The requests of one priority, in order of arrival: a list through their own links, so that leaving costs no search.</summary>
internal sealed class RequestLane(int priority)
{
    public int Priority => priority;

    public QueuedRequest? First { get; private set; }

    private QueuedRequest? _last;

    public void Add(QueuedRequest request)
    {
        request.Lane = this;
        request.Previous = _last;
        if (_last is null) First = request;
        else _last.Next = request;
        _last = request;
    }

    public void Remove(QueuedRequest request)
    {
        if (request.Previous is { } previous) previous.Next = request.Next;
        else First = request.Next;
        if (request.Next is { } next) next.Previous = request.Previous;
        else _last = request.Previous;
        (request.Lane, request.Previous, request.Next) = (null, null, null);
    }
}
