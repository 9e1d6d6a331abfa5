using System.Globalization;

namespace TrainModels;

/// <summary>A card payment as the bank sees it when it must say yes or no.</summary>
internal sealed class Payment
{
    /// <summary>The columns that the models take, in this order.</summary>
    public static readonly IReadOnlyList<string> FeatureNames =
    [
        "amount", "amount_ratio", "hour", "online", "foreign_country", "distance_km", "card_age_days", "merchant_risk", "payments_last_hour", "wrong_pins_last_day",
    ];

    public required string Id { get; init; }

    public required string CardId { get; init; }

    /// <summary>In euros.</summary>
    public required float Amount { get; init; }

    /// <summary>The amount as a multiple of what the card usually pays.</summary>
    public required float AmountRatio { get; init; }

    /// <summary>Local time, 0 to 23.</summary>
    public required int Hour { get; init; }

    public required bool Online { get; init; }

    /// <summary>Whether the merchant sits in another country than the card's holder.</summary>
    public required bool ForeignCountry { get; init; }

    /// <summary>From the holder's home.</summary>
    public required float DistanceKm { get; init; }

    public required int CardAgeDays { get; init; }

    /// <summary>The share of the merchant's payments that were disputed before, scaled to 0 to 1.</summary>
    public required float MerchantRisk { get; init; }

    /// <summary>Earlier payments with this card.</summary>
    public required int PaymentsLastHour { get; init; }

    public required int WrongPinsLastDay { get; init; }

    public float[] ToFeatures() =>
    [
        Amount, AmountRatio, Hour, Online ? 1 : 0, ForeignCountry ? 1 : 0, DistanceKm, CardAgeDays, MerchantRisk, PaymentsLastHour, WrongPinsLastDay,
    ];

    public string ToCsv(bool fraud) =>
        $"{Id},{CardId},{string.Join(',', ToFeatures().Select(value => value.ToString(CultureInfo.InvariantCulture)))},{(fraud ? 1 : 0)}";
}
