namespace InferenceKit.Runtime;

/// <summary>A caller that can be answered before its run is over.</summary>
internal interface IAbandonable
{
    /// <summary>Answers the caller that its time is over or that it gave up; the run goes on under its lease.</summary>
    void Abandon();
}
