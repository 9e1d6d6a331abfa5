using InferenceKit;

namespace QuickStart;

/// <summary>
/// Turns a payment into the model's input and its output into the probability of fraud. It is bound once for every
/// version that loads, so that names are looked up then and not for each payment.
/// </summary>
internal sealed class PaymentCodec : PredictionCodec<Payment, float>
{
    public override BoundCodec<Payment, float> Bind(ModelSignature signature) =>
        new Bound(signature.IndexOfInput("features"), signature.IndexOfOutput("probability"));

    private sealed class Bound(int features, int probability) : BoundCodec<Payment, float>
    {
        // Written straight into the memory that the model reads: nothing is allocated.
        public override void Encode(Payment payment, TensorWriter writer) => writer.Write<float>(features,
        [
            payment.Amount, payment.AmountRatio, payment.Hour, payment.IsOnline ? 1 : 0, payment.IsForeign ? 1 : 0,
            payment.DistanceKm, payment.CardAgeDays, payment.MerchantRisk, payment.PaymentsLastHour, payment.WrongPinsLastDay,
        ]);

        public override float Decode(TensorReader reader) => reader.Row<float>(probability)[0];
    }
}
