using System.Collections.Concurrent;

namespace InferenceKit.Tests.Child.Fuzzing.Calls;

/// <summary>Where calls of many rows that are over wrote their answers. The memory is the caller's again: nothing may write to it later. Thread-safe.</summary>
internal sealed class EndedOutputs
{
    private readonly ConcurrentQueue<(InferenceValue[]?[] Outputs, InferenceValue[]?[] AtEnd)> _calls = new();

    /// <summary>A call is over, however it ended.</summary>
    public void Add(InferenceValue[]?[] outputs) => _calls.Enqueue((outputs, [.. outputs]));

    /// <summary>What was written after the end of its call; null for nothing.</summary>
    public string? FindProblem()
    {
        while (_calls.TryDequeue(out var call))
            for (var i = 0; i < call.Outputs.Length; i++)
                if (!ReferenceEquals(call.Outputs[i], call.AtEnd[i])) return $"row {i} of {call.Outputs.Length} was written after its call was over";
        return null;
    }
}
