namespace InferenceKit.Runtime;

/// <summary>The callers that wait for a run in flight, and can be answered before it is over.</summary>
internal interface IRunMembers
{
    /// <summary>What <see cref="LetGo"/> gives when nobody waits for the run any more.</summary>
    const long Nobody = long.MinValue;

    /// <summary>Whether a caller has given up since the last look.</summary>
    bool SomebodyLeft { get; }

    /// <summary>Answers those whose deadline has passed and those who gave up; the run goes on under its lease.</summary>
    /// <returns>The soonest deadline of those that still wait, or <see cref="Nobody"/>.</returns>
    long LetGo(long now);

    /// <summary>The run was stopped and does not end: answers all who still wait for it or behind it. Its slot cannot come back meanwhile.</summary>
    void GiveUp(long now)
    {
    }

    /// <summary>After <see cref="GiveUp"/>, when another slot has taken the place: gives back what else the run holds.</summary>
    void OnReplaced(long now)
    {
    }
}
