namespace TrainModels;

/// <summary>The area under the ROC curve of any score: how often a fraud scores above an honest payment, ties counted as half.</summary>
internal static class RankingQuality
{
    public static double AreaUnderRoc(IReadOnlyList<LabelledPayment> payments, Func<Payment, double> score)
    {
        var groups = payments.GroupBy(payment => score(payment.Payment)).OrderBy(group => group.Key);
        double honestBelow = 0, frauds = 0, won = 0;
        foreach (var group in groups)
        {
            double fraudsHere = group.Count(payment => payment.Fraud);
            var honestHere = group.Count() - fraudsHere;
            won += fraudsHere * (honestBelow + (honestHere / 2));
            frauds += fraudsHere;
            honestBelow += honestHere;
        }

        return won / (frauds * honestBelow);
    }
}
