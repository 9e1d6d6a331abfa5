namespace InferenceKit.Benchmarks.Load;

/// <summary>What became of a call. Every call has exactly one outcome.</summary>
internal enum CallOutcome
{
    /// <summary>With the score that the row has when it runs by itself; or, of a row that must fail, with its failure.</summary>
    Answered,

    /// <summary>With something else: rows were mixed up, or one that must fail did not.</summary>
    Wrong,

    /// <summary>No room in the queue.</summary>
    Refused,

    /// <summary>Its deadline cannot be met, or was not.</summary>
    Expired,

    Failed,
}
