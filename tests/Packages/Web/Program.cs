using InferenceKit;
using QuickStart;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services
    .AddInference(builder.Configuration.GetSection("Inference"))
    .AddModel("fraud", new PaymentCodec());

var app = builder.Build();
app.MapPost("/payments", async (Payment payment, IPredictor<Payment, float> fraud, CancellationToken cancellationToken) =>
{
    var result = await fraud.TryPredictAsync(payment, cancellationToken: cancellationToken);
    return result.TryGet(out var prediction)
        ? Results.Ok(new { Passes = prediction.Value < 0.5f, Model = prediction.Info.Model.ToString() })
        : Results.Problem(result.Failure!.Message, statusCode: 503);
});
await app.RunAsync();
