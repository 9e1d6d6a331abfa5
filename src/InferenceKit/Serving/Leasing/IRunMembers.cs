namespace InferenceKit.Serving.Leasing;

/// <summary>The requests that wait for a run in flight, and can be answered before it is over.</summary>
internal interface IRunMembers
{
    /// <summary>What <see cref="AnswerOverdue"/> gives when no request waits for the run any more.</summary>
    const long NoneWaiting = long.MinValue;

    /// <summary>Whether a caller has given up since the last look.</summary>
    bool HasLeavers { get; }

    /// <summary>Answers the requests whose deadline has passed and those that were cancelled; the run goes on under its lease.</summary>
    /// <returns>The soonest deadline of those that still wait, or <see cref="NoneWaiting"/>.</returns>
    long AnswerOverdue(long now);

    /// <summary>The run was stopped and does not end: answers all requests that still wait for it or behind it. Its slot cannot come back meanwhile.</summary>
    void Abandon(long now)
    {
    }

    /// <summary>After <see cref="Abandon"/>, when another slot stands in for this one: gives back what else the run holds.</summary>
    void OnReplaced(long now)
    {
    }
}
