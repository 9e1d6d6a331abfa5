using System.Globalization;
using InferenceKit;

// What a test does in another process, to kill it or to race with it. Says "ready", waits for a line, and begins:
//   publish REPOSITORY MODEL SOURCE (VERSION | next) [TIMES [WIDTH]]    WIDTH: of "x" in a sample of ones; 0 for no sample
// Writes a line for each publication: "published VERSION" or "refused MESSAGE".
if (args is not ["publish", var repository, var model, var source, var version, ..])
{
    await Console.Error.WriteLineAsync("usage: publish REPOSITORY MODEL SOURCE (VERSION | next) [TIMES [WIDTH]]");
    return 2;
}

var times = args.Length > 5 ? int.Parse(args[5], CultureInfo.InvariantCulture) : 1;
var width = args.Length > 6 ? int.Parse(args[6], CultureInfo.InvariantCulture) : 0;
ModelSample[] samples = width == 0 ? [] : [new("ones", new NamedValue("x", TensorValue.Copy(Enumerable.Repeat(1f, width).ToArray(), 1, width)))];
var publisher = new ModelPublisher(repository);
await Console.Out.WriteLineAsync("ready");
await Console.In.ReadLineAsync();
for (var i = 0; i < times; i++)
{
    try
    {
        var published = await publisher.PublishAsync(new(model, source) { Version = version == "next" ? null : version, Samples = samples });
        await Console.Out.WriteLineAsync($"published {published.Id.Version}");
    }
    catch (IOException e)
    {
        await Console.Out.WriteLineAsync($"refused {e.Message}");
    }
}
return 0;
