namespace TrainModels;

/// <summary>A payment and what it turned out to be.</summary>
internal sealed record LabelledPayment(Payment Payment, bool Fraud);
