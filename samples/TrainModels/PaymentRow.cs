using Microsoft.ML.Data;

namespace TrainModels;

/// <summary>A payment as ML.NET takes it.</summary>
internal sealed class PaymentRow
{
    public const int FeatureCount = 10;

    [VectorType(FeatureCount)]
    public float[] Features { get; set; } = [];

    public bool Label { get; set; }

    public static PaymentRow Of(LabelledPayment payment) => new() { Features = payment.Payment.ToFeatures(), Label = payment.Fraud };
}
