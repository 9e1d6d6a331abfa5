using System.Runtime.ExceptionServices;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>
/// Threads of their own for loads: never the pool's, which answers requests and would take half a second to replace
/// each thread that a load blocks.
/// </summary>
internal static class LoaderThread
{
    /// <summary>Runs on a new thread.</summary>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(name, () =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>
    /// Runs on a new thread of the idle class and waits for it. The work must not queue anything to the thread pool: a
    /// pool thread made on its behalf would inherit the class and keep requests waiting.
    /// </summary>
    public static T RunIdle<T>(string name, Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Start(name, () =>
        {
            try
            {
                SchedulingClass.EnterIdle();
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }).Join();
        // The join orders what the thread has written before these reads.
        failure?.Throw();
        return result!;
    }

    private static Thread Start(string name, ThreadStart run)
    {
        // A background thread: a process that ends does not wait for a session that is being made.
        var thread = new Thread(run) { IsBackground = true, Name = name };
        // Unsafe start, because the ambient state of the caller (activities, tenants) does not belong to the load.
        thread.UnsafeStart();
        return thread;
    }
}
