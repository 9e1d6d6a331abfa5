namespace InferenceKit.Benchmarks.Judging;

/// <summary>
/// Samples of several sides, round by round, every other round in the opposite order: as <see cref="Interleaved"/>, where one sample of the
/// subject is held against several baselines.
/// </summary>
internal static class Rounds
{
    /// <returns>For every side its samples, in the order of the rounds.</returns>
    public static async Task<T[][]> MeasureAsync<T>(IReadOnlyList<Func<Task<T>>> sides, int rounds)
    {
        var samples = sides.Select(_ => new T[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < sides.Count; i++)
            {
                var side = round % 2 == 0 ? i : sides.Count - 1 - i;
                samples[side][round] = await sides[side]();
            }
        }

        return samples;
    }

    public static Pair[] Pairs<T>(T[] subject, T[] baseline, Func<T, double> value) =>
        [.. subject.Zip(baseline, (s, b) => new Pair(value(s), value(b)))];
}
