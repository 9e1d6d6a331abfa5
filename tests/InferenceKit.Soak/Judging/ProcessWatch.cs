using System.Runtime.ExceptionServices;

namespace InferenceKit.Soak.Judging;

/// <summary>Notices what no caller sees: unobserved exceptions, and those that only a bug throws.</summary>
internal sealed class ProcessWatch : IDisposable
{
    private readonly Journal _journal;

    public ProcessWatch(Journal journal)
    {
        _journal = journal;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        AppDomain.CurrentDomain.FirstChanceException += OnFirstChance;
    }

    public void Dispose()
    {
        // A task's exception is noticed when its memory is freed.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        AppDomain.CurrentDomain.FirstChanceException -= OnFirstChance;
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) => _journal.Violate("unobserved exceptions", e.Exception.ToString());

    private void OnFirstChance(object? sender, FirstChanceExceptionEventArgs e)
    {
        if (e.Exception is AccessViolationException or NullReferenceException or IndexOutOfRangeException or InvalidCastException)
            _journal.Violate("exceptions of bugs", $"{e.Exception.GetType().Name}: {e.Exception.Message}{e.Exception.StackTrace}");
    }
}
