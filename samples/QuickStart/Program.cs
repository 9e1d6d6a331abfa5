using System.Diagnostics;
using InferenceKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QuickStart;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
{
    Args = args,
    // appsettings.json and the models lie beside the program, wherever it is started from.
    ContentRootPath = AppContext.BaseDirectory,
});

builder.Services
    .AddInference(builder.Configuration.GetSection("Inference"))
    .AddModel("fraud", new PaymentCodec());

using var host = builder.Build();
await host.StartAsync(); // Every required model is loaded, verified and warmed up when this completes.

var predictor = host.Services.GetRequiredService<IPredictor<Payment, float>>();
var lifecycle = host.Services.GetRequiredService<IModelLifecycle>();
var payments = PaymentFile.Read(Path.Combine(AppContext.BaseDirectory, "payments.csv"));

// The first call has its way through the code compiled; the tables show those that follow.
await predictor.PredictAsync(payments[0]);

Screen.Title("One payment at a time: version 1, a logistic regression");
await PredictSomeAsync();
await PredictAllAsync();

Screen.Title("Version 2, boosted trees, is promoted and rolled back under load");
var report = await SwapsUnderLoad.RunAsync(predictor, lifecycle, payments);
Screen.Load(report);

Screen.Title("The same payments again: version 2");
await PredictSomeAsync();
await PredictAllAsync();

await host.StopAsync();

Screen.Title("One byte of version 2 is changed in the repository: the lock file tells");
var (refusal, serving) = await Tampering.RunAsync();
Screen.Refusal(refusal, serving);
return report.Failed == 0 && serving == "1" ? 0 : 1;

async Task PredictSomeAsync()
{
    var answers = new List<(Payment, Prediction<float>)>();
    foreach (var payment in payments.Where(p => p.IsFraud).Take(4).Concat(payments.Where(p => !p.IsFraud).Take(4)))
        answers.Add((payment, await predictor.PredictAsync(payment)));
    Screen.Predictions(answers);
}

async Task PredictAllAsync()
{
    var scores = new float[payments.Length];
    var start = Stopwatch.GetTimestamp();
    await predictor.PredictManyAsync(payments, scores);
    var elapsed = Stopwatch.GetElapsedTime(start);
    var version = lifecycle.Models.Single().Primary.ToString()!;
    Screen.Quality(version, payments.Length, Quality.Of(payments, scores), elapsed);
}
