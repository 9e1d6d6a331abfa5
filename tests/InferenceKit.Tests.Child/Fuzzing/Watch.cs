using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Ends the process where a request has no outcome after a minute: with the pool blocked, nothing else could say so.</summary>
internal static class Watch
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<object, (long Since, string What)> Waiting = new(ReferenceEqualityComparer.Instance);
    private static int s_isStarted;

    public static void Start()
    {
        if (Interlocked.Exchange(ref s_isStarted, 1) == 0) new Thread(Run) { IsBackground = true, Name = "fuzz watch" }.Start();
    }

    public static object Begin(string what)
    {
        var key = new object();
        Waiting[key] = (Stopwatch.GetTimestamp(), what);
        return key;
    }

    public static void End(object key) => Waiting.TryRemove(key, out _);

    private static void Run()
    {
        while (true)
        {
            Thread.Sleep(1000);
            foreach (var (_, (since, what)) in Waiting)
            {
                if (Stopwatch.GetElapsedTime(since) < Limit) continue;
                Signals.Say(string.Create(CultureInfo.InvariantCulture, $"failure no outcome after {Limit.TotalSeconds} s: {what}; {Waiting.Count} wait"));
                Console.Out.Flush();
                Environment.Exit(3);
            }
        }
    }
}
