namespace InferenceKit.Serving.Resilience;

/// <summary>The host's own check of decoded answers.</summary>
/// <param name="Name">For messages.</param>
/// <param name="IsValid">User code.</param>
internal sealed record OutputValidator<TOut>(string Name, Func<TOut, bool> IsValid)
{
    /// <returns>Null, or what is wrong, for people; the answer's values are not told.</returns>
    public string? FindProblem(TOut answer)
    {
        try
        {
            return IsValid(answer) ? null : $"validator '{Name}' refuses the answer";
        }
#pragma warning disable CA1031 // User code: an answer that it cannot check is not known to be good.
        catch (Exception exception)
        {
            return $"validator '{Name}' threw {exception.GetType().Name}";
        }
#pragma warning restore CA1031
    }
}
