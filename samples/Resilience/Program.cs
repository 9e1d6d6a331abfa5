using InferenceKit.Testing;
using Resilience;

await using var shop = await Shop.StartAsync();
var screen = new Screen();

screen.Add("nothing", await shop.PredictAsync());

// Faults as in a rehearsal: see InferenceKit.Testing.
foreach (var (what, kind) in new[] { ("its runs throw", FaultKind.Throw), ("its runs hang", FaultKind.Hang), ("its outputs are NaN", FaultKind.NotANumber) })
{
    using var fault = shop.Faults.Add(new() { Kind = kind, Model = Shop.Model });
    screen.Add(what, await shop.PredictAsync());
}

// The step before the last fails as well, and the request goes on.
using (shop.Faults.Add(new() { Kind = FaultKind.Throw }))
    screen.Add("both models throw", await shop.PredictAsync());

screen.Add("its queue is full", await shop.PredictInAFullQueueAsync());

shop.Lifecycle.IsolateCircuit(Shop.Model, "1", "answers look odd");
screen.Add("its breaker is open", await shop.PredictAsync());
shop.Lifecycle.CloseCircuit(Shop.Model, "1");

await shop.Lifecycle.UnloadAsync(Shop.Model);
screen.Add("it was unloaded", await shop.PredictAsync());
await shop.Lifecycle.ReloadAsync(Shop.Model);

// What no other answer could mend comes back as it is.
screen.Add("the input does not suit", await shop.PredictAsync([1, 2]));

// Breakers open by themselves as well: 20 requests, of which half fail.
using (shop.Faults.Add(new() { Kind = FaultKind.Throw, Model = Shop.Model }))
    for (var i = 0; i < 25; i++)
        await shop.PredictAsync();
screen.Add("it failed 20 times", await shop.PredictAsync());

await shop.StopAsync();
screen.Add("the host is stopping", await shop.PredictAsync());
screen.Show();
return screen.Wrong;
