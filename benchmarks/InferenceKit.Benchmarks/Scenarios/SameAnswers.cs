using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Both sides must give the same scores before it means anything that one is faster.</summary>
internal static class SameAnswers
{
    private const double Tolerance = 1e-4;

    public static void Check(ICallLoop subject, ICallLoop baseline, int rows)
    {
        // Call by call, not only the sum: two errors could cancel. Both loops end where they began.
        for (var i = 0; i < rows; i++)
            Check(subject.Run(1), baseline.Run(1), i);
    }

    public static void Check(IManyRows subject, IManyRows baseline, float[][] rows)
    {
        var left = new float[rows.Length];
        var right = new float[rows.Length];
        subject.Predict(rows, left);
        baseline.Predict(rows, right);
        for (var i = 0; i < rows.Length; i++)
            Check(left[i], right[i], i);
    }

    private static void Check(double subject, double baseline, int row)
    {
        if (!(Math.Abs(subject - baseline) <= Tolerance * Math.Max(1, Math.Abs(baseline))))
            throw new InvalidOperationException($"Row {row}: the subject says {subject}, the baseline {baseline}.");
    }
}
