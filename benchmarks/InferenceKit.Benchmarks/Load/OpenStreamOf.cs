using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace InferenceKit.Benchmarks.Load;

/// <inheritdoc/>
internal sealed class OpenStreamOf<TClient, TAnswer>(TClient client) : OpenStream
    where TClient : struct, IRowClient<TAnswer>
{
    private readonly ConcurrentQueue<OpenCall> _idle = new();
    private int _row;

    protected override void Dispatch(long intended)
    {
        if (!_idle.TryDequeue(out var call))
            call = new(this);
        call.Begin(_row, intended);
        _row = _row + 1 == client.Rows ? 0 : _row + 1;
    }

    /// <summary>One request under way. Used again and again: an object for every request would measure the collector.</summary>
    private sealed class OpenCall : IThreadPoolWorkItem
    {
        private readonly OpenStreamOf<TClient, TAnswer> _stream;
        private readonly Action _end;
        private ValueTaskAwaiter<TAnswer> _awaiter;
        private long _intended;
        private long _began;
        private int _row;

        public OpenCall(OpenStreamOf<TClient, TAnswer> stream)
        {
            _stream = stream;
            _end = End;
        }

        public void Begin(int row, long intended)
        {
            (_row, _intended) = (row, intended);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute()
        {
            _began = Ticks.Now;
            Follow(_stream.Client.CallAsync(_row));
        }

        private void Follow(ValueTask<TAnswer> call)
        {
            _awaiter = call.GetAwaiter();
            if (_awaiter.IsCompleted)
                End();
            else
                _awaiter.UnsafeOnCompleted(_end);
        }

        private void End()
        {
            CallOutcome outcome;
            try
            {
                outcome = _stream.Client.OutcomeOf(_awaiter.GetResult(), _row);
            }
            catch (Exception)
            {
                // Whatever went wrong, the caller was not answered: that is what is counted.
                outcome = CallOutcome.Failed;
            }

            _awaiter = default;
            var (intended, began) = (_intended, _began);
            _stream._idle.Enqueue(this);
            _stream.End(outcome, intended, began);
        }
    }

    private TClient Client => client;
}
