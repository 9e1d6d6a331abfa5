using InferenceKit.Soak.Models;
using InferenceKit.Testing;

namespace InferenceKit.Soak.Judging;

/// <summary>What became of every request, and what should not have happened. Thread-safe.</summary>
internal sealed class Journal(SoakModels models)
{
    private const int MostTexts = 40;
    private readonly List<string> _texts = [];

    /// <summary>Outcomes of requests by kind, and by kind and caller.</summary>
    public Counts Outcomes { get; } = new();

    public Counts ByCaller { get; } = new();

    /// <summary>Why fallbacks answered.</summary>
    public Counts Fallbacks { get; } = new();

    /// <summary>Violations by kind.</summary>
    public Counts Violations { get; } = new();

    /// <summary>What operators did, and what became of it.</summary>
    public Counts Changes { get; } = new();

    /// <summary>The first violations in words.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_texts)
                return [.. _texts];
        }
    }

    /// <summary>A row's answer, which is held against what is right.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="model">The model.</param>
    /// <param name="row">Which of its rows.</param>
    /// <param name="answer">What came.</param>
    /// <param name="info">The version or step that is said to have answered.</param>
    /// <param name="isLast">Whether it is the last row of the request, which then counts.</param>
    public void Answered(string caller, SoakModel model, int row, float answer, InferenceInfo info, bool isLast = true)
    {
        if (Chain.Expected(models, model, row, info) is not { } expected)
            Violate("wrong", $"{caller}: {info.Model} cannot have answered for {model.Name} at step {info.FallbackStep}");
        else if (!SoakModel.AreEqual(answer, expected))
            Violate("wrong", $"{caller}: {model.Name} by {info.Model}, step {info.FallbackStep}, {info.BatchSize} rows: {SoakModel.Describe(answer, expected)}");
        if (!isLast)
            return;
        if (info.FallbackStep != 0)
            Fallbacks.Add(info.Reason.ToString());
        Note(caller, info.FallbackStep == 0 ? "answered" : $"answered by step {info.FallbackStep}");
    }

    /// <summary>A request for many rows, which its caller has checked.</summary>
    public void AnsweredMany(string caller) => Note(caller, "answered");

    /// <summary>A failure whose kind says whether it may be.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="failure">What it got.</param>
    /// <param name="isBad">Whether its own input had to make the run fail.</param>
    public void Failed(string caller, InferenceFailure failure, bool isBad = false)
    {
        if (!isBad && !IsExplained(failure))
            Violate("unexplained failures", $"{caller}: {failure}{(failure.Cause is { } cause ? $" ({cause.GetType().Name}: {cause.Message})" : "")}");
        Note(caller, failure.Error.ToString());
    }

    public void Cancelled(string caller) => Note(caller, "cancelled");

    /// <summary>An exception that no code should throw.</summary>
    public void Threw(string actor, Exception exception)
    {
        Violate("unexpected exceptions", $"{actor}: {exception}");
        Note(actor, "exception");
    }

    public void Violate(string kind, string text)
    {
        Violations.Add(kind);
        lock (_texts)
            if (_texts.Count < MostTexts)
                _texts.Add($"{kind}: {text}");
    }

    private void Note(string caller, string outcome)
    {
        Outcomes.Add(outcome);
        ByCaller.Add($"{caller}, {outcome}");
    }

    private static bool IsExplained(InferenceFailure failure) => failure.Error switch
    {
        InferenceError.DeadlineExceeded or InferenceError.QueueFull or InferenceError.CircuitOpen or InferenceError.ModelNotReady => true,

        // Named versions leave, and outputs are spoilt on purpose.
        InferenceError.VersionNotFound or InferenceError.InvalidOutput => true,
        InferenceError.ExecutionFailed => IsRehearsed(failure.Cause),
        _ => false,
    };

    private static bool IsRehearsed(Exception? cause) => cause switch
    {
        InjectedFaultException or RehearsedException => true,

        // The last failure of a chain has the first as its cause, and what made the last is not kept.
        InferenceException first => IsExplained(first.Failure),
        _ => false,
    };
}
