using System.Globalization;

namespace TrainModels;

/// <summary>Draws payments of some thousand cards, and labels them by <see cref="FraudRule"/>.</summary>
internal sealed class PaymentGenerator(ulong seed)
{
    private const int CardCount = 2000;

    private readonly SeededRandom _random = new(seed);
    private readonly List<Card> _cards = [];
    private int _count;

    public List<LabelledPayment> Draw(int count)
    {
        while (_cards.Count < CardCount)
            _cards.Add(new Card(_random.LogNormal(median: 35, deviation: 0.6), AgeDays: (int)_random.LogNormal(500, 1.5), Travels: _random.Uniform(0, 0.12)));

        var payments = new List<LabelledPayment>(count);
        for (var i = 0; i < count; i++)
        {
            var payment = Next();
            payments.Add(new LabelledPayment(payment, FraudRule.Draw(payment, _random)));
        }

        return payments;
    }

    private Payment Next()
    {
        var number = _random.Integer(0, CardCount - 1);
        var card = _cards[number];

        // Bursts of payments are rare in honest use, and rarer still tiny or abroad; without a few of each there would be nothing to learn.
        var burst = _random.Chance(0.06);
        var tiny = _random.Chance(burst ? 0.4 : 0.03);
        var foreign = _random.Chance(burst ? 0.3 : card.Travels);
        var online = _random.Chance(tiny && burst ? 0.8 : 0.35);
        var amount = tiny ? _random.Uniform(0.3, 4) : card.UsualAmount * _random.LogNormal(median: 1, deviation: 0.8);
        return new Payment
        {
            Id = "p" + (++_count).ToString("D6", CultureInfo.InvariantCulture),
            CardId = "c" + number.ToString("D4", CultureInfo.InvariantCulture),
            Amount = Rounded(amount, 2),
            AmountRatio = Rounded(amount / card.UsualAmount, 2),
            Hour = Hour(),
            Online = online,
            ForeignCountry = foreign,
            DistanceKm = Rounded(foreign ? _random.LogNormal(900, 0.9) : _random.LogNormal(8, 1.4), 1),
            CardAgeDays = card.AgeDays,
            MerchantRisk = Rounded(Math.Pow(_random.Uniform(), 4), 3),
            PaymentsLastHour = burst ? _random.Integer(3, 12) : _random.Poisson(0.4),
            WrongPinsLastDay = _random.Poisson(online ? 0.02 : 0.08),
        };
    }

    /// <summary>Mostly by day: three of four payments fall between 8 and 21 o'clock around the afternoon.</summary>
    private int Hour() => _random.Chance(0.75) ? (int)Math.Clamp(_random.Normal(15, 3.5), 8, 21) : _random.Integer(0, 23);

    /// <summary>Rounds before the label is drawn, so that the CSV tells the models exactly what the rule saw.</summary>
    private static float Rounded(double value, int digits) => (float)Math.Round(value, digits);

    private sealed record Card(double UsualAmount, int AgeDays, double Travels);
}
