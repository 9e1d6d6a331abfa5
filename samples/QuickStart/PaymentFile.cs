using Sylvan.Data.Csv;

namespace QuickStart;

/// <summary>Reads payments and what they turned out to be.</summary>
internal static class PaymentFile
{
    public static Payment[] Read(string path)
    {
        var payments = new List<Payment>();
        using var csv = CsvDataReader.Create(path);
        while (csv.Read())
        {
            payments.Add(new Payment
            {
                Amount = Number("amount"),
                AmountRatio = Number("amount_ratio"),
                Hour = Number("hour"),
                IsOnline = Number("online") == 1,
                IsForeign = Number("foreign_country") == 1,
                DistanceKm = Number("distance_km"),
                CardAgeDays = Number("card_age_days"),
                MerchantRisk = Number("merchant_risk"),
                PaymentsLastHour = Number("payments_last_hour"),
                WrongPinsLastDay = Number("wrong_pins_last_day"),
                IsFraud = Number("fraud") == 1,
            });
        }
        return [.. payments];

        float Number(string column) => csv.GetFloat(csv.GetOrdinal(column));
    }
}
