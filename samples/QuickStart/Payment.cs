namespace QuickStart;

/// <summary>A card payment as the bank sees it when it must say yes or no.</summary>
internal sealed record Payment
{
    public required float Amount { get; init; }

    /// <summary>The amount as a multiple of what the card usually pays.</summary>
    public required float AmountRatio { get; init; }

    public required float Hour { get; init; }

    public required bool IsOnline { get; init; }

    public required bool IsForeign { get; init; }

    /// <summary>From the holder's home.</summary>
    public required float DistanceKm { get; init; }

    public required float CardAgeDays { get; init; }

    /// <summary>How often the merchant's payments were disputed before, 0 to 1.</summary>
    public required float MerchantRisk { get; init; }

    public required float PaymentsLastHour { get; init; }

    public required float WrongPinsLastDay { get; init; }

    /// <summary>What the payment turned out to be; no model sees it.</summary>
    public required bool IsFraud { get; init; }
}
