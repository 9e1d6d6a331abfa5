namespace QuickStart;

/// <summary>How good scores are, now that it is known which payments were fraud.</summary>
/// <param name="Accuracy">The share of payments on the right side of one half. With few frauds it is high for any model.</param>
/// <param name="Auc">How often a fraud scores above an honest payment: 0.5 is guessing, 1 is perfect.</param>
internal readonly record struct Quality(double Accuracy, double Auc)
{
    public static Quality Of(IReadOnlyList<Payment> payments, IReadOnlyList<float> scores)
    {
        var right = Enumerable.Range(0, payments.Count).Count(i => scores[i] >= 0.5f == payments[i].IsFraud);
        return new((double)right / payments.Count, AreaUnderRoc(payments, scores));
    }

    private static double AreaUnderRoc(IReadOnlyList<Payment> payments, IReadOnlyList<float> scores)
    {
        double honestBelow = 0, frauds = 0, won = 0;
        foreach (var tied in Enumerable.Range(0, payments.Count).GroupBy(i => scores[i]).OrderBy(group => group.Key))
        {
            var fraudsHere = tied.Count(i => payments[i].IsFraud);
            var honestHere = tied.Count() - fraudsHere;
            won += fraudsHere * (honestBelow + honestHere / 2.0);
            frauds += fraudsHere;
            honestBelow += honestHere;
        }
        return won / (frauds * honestBelow);
    }
}
