namespace InferenceKit.Benchmarks.Judging;

/// <summary>
/// Takes samples in the order subject, baseline, baseline, subject: a machine that slows down or speeds up
/// meanwhile favours each side as often as the other.
/// </summary>
internal static class Interleaved
{
    public static Pair[] Measure(Func<double> subject, Func<double> baseline, int pairs)
    {
        var samples = new Pair[pairs];
        for (var i = 0; i < pairs; i++)
        {
            var isSubjectFirst = i % 2 == 0;
            var first = isSubjectFirst ? subject() : baseline();
            var second = isSubjectFirst ? baseline() : subject();
            samples[i] = isSubjectFirst ? new(first, second) : new(second, first);
        }

        return samples;
    }

    public static async Task<Pair[]> MeasureAsync(Func<Task<double>> subject, Func<Task<double>> baseline, int pairs)
    {
        var samples = new Pair[pairs];
        for (var i = 0; i < pairs; i++)
        {
            var isSubjectFirst = i % 2 == 0;
            var first = await (isSubjectFirst ? subject() : baseline());
            var second = await (isSubjectFirst ? baseline() : subject());
            samples[i] = isSubjectFirst ? new(first, second) : new(second, first);
        }

        return samples;
    }
}
