using System.Globalization;
using InferenceKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QuickStart;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services
    .AddInference(builder.Configuration.GetSection("Inference"))
    .AddModel("fraud", new PaymentCodec());

using var host = builder.Build();
await host.StartAsync();

var fraud = host.Services.GetRequiredService<IPredictor<Payment, float>>();
var lunch = new Payment
{
    Amount = 12.5f, AmountRatio = 0.4f, Hour = 12, IsOnline = false, IsForeign = false,
    DistanceKm = 2, CardAgeDays = 900, MerchantRisk = 0.05f, PaymentsLastHour = 0, WrongPinsLastDay = 0, IsFraud = false,
};
var theft = lunch with { Amount = 890, AmountRatio = 9, Hour = 3, IsOnline = true, IsForeign = true, MerchantRisk = 0.9f, PaymentsLastHour = 5 };
foreach (var payment in new[] { lunch, theft })
{
    var answer = await fraud.PredictAsync(payment);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{answer.Info.Model}: {answer.Value:F4}"));
}

await host.StopAsync();
