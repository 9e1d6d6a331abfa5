namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>What a failure of some of its rows is for a request.</summary>
internal enum FailureEffect
{
    /// <summary>Its end.</summary>
    Fail,
    /// <summary>The rows run again, in smaller parts.</summary>
    RunAgain,
    /// <summary>The request goes on without them.</summary>
    GoOn,
}
