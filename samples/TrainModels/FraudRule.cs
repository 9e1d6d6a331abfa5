namespace TrainModels;

/// <summary>
/// How likely a payment is fraud: the truth that the models have to find. Most of it adds up, which a logistic regression can learn;
/// the three patterns at the end hold only in combination, which takes trees.
/// </summary>
internal static class FraudRule
{
    public static double LogOdds(Payment payment)
    {
        var odds = -6.2;
        odds += 3 * payment.MerchantRisk;
        odds += 1.1 * Math.Log(Math.Max(1, payment.AmountRatio));
        odds += 0.12 * payment.PaymentsLastHour;
        odds += 1.2 * payment.WrongPinsLastDay;
        if (payment.ForeignCountry)
            odds += 1;

        if (payment.Hour < 5)
            odds += 1;

        // Card testing: stolen numbers are tried with tiny amounts, many in a row.
        if (payment is { Online: true, Amount: < 3, PaymentsLastHour: >= 4 })
            odds += 5;

        // Spending spree: a stolen card is emptied far from home, quickly.
        if (payment is { Online: false, DistanceKm: > 300, PaymentsLastHour: >= 3, AmountRatio: > 2 })
            odds += 5;

        // A fresh card that shops online for much: the identity behind it may be made up.
        if (payment is { Online: true, CardAgeDays: < 30, AmountRatio: > 3 })
            odds += 4;

        return odds;
    }

    /// <summary>Draws the label. What no column tells (deviation 0.5 in log-odds) and plain chance keep even a perfect model below an AUC of 1.</summary>
    public static bool Draw(Payment payment, SeededRandom random) =>
        random.Chance(1 / (1 + Math.Exp(-LogOdds(payment) - random.Normal(0, 0.5))));
}
