using InferenceKit.Soak.Callers;

namespace InferenceKit.Soak.Changes;

/// <summary>Publishes, promotes, rolls back, unloads and loads. A change may be rejected, but must not be lost.</summary>
internal sealed class OperatorChanges(CallerServices services, IReadOnlyList<VersionShelf> shelves, int seed) : ICaller
{
    private static readonly TimeSpan LongestChange = TimeSpan.FromSeconds(60);
    private readonly Random _random = new(seed);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(_random.Next(100, 1500), CancellationToken.None);
            var shelf = shelves[_random.Next(shelves.Count)];
            var (model, version) = (shelf.Model.Name, $"{shelf.Versions[_random.Next(shelf.Versions.Count)]}");
            var lifecycle = services.Host.Lifecycle;
            switch (_random.Next(12))
            {
                case 0 or 1 or 2:
                    await ChangeAsync("publish", shelf.PublishAsync);
                    break;
                case 3 or 4 or 5:
                    await ChangeAsync("set alias", () => lifecycle.SetAliasAsync(model, _random.Next(3) == 0 ? "safe" : "stable", version));
                    break;
                case 6 or 7:
                    await ChangeAsync("roll back", () => lifecycle.RollbackAsync(model));
                    break;
                case 8:
                    await ChangeAsync("load", () => lifecycle.LoadAsync(model, version));
                    break;
                case 9:
                    await ChangeAsync("unload", () => lifecycle.UnloadAsync(model));
                    await Task.Delay(_random.Next(50, 500), CancellationToken.None);
                    await ChangeAsync("reload", () => lifecycle.ReloadAsync(model));
                    break;
                case 10:
                    await ChangeAsync("remove alias", () => lifecycle.RemoveAliasAsync(model, "stable"));
                    break;
                default:
                    await ChangeAsync("reload", () => lifecycle.ReloadAsync(model));
                    break;
            }
        }
    }

    private async Task ChangeAsync(string kind, Func<Task> change)
    {
        try
        {
            await change().WaitAsync(LongestChange);
            services.Journal.Changes.Add($"{kind}, done");
        }
        catch (InferenceException)
        {
            services.Journal.Changes.Add($"{kind}, refused");
        }
        catch (TimeoutException)
        {
            services.Journal.Violate("changes without an end", $"{kind} did not end within {LongestChange.TotalSeconds} s");
        }
        catch (Exception exception)
        {
            services.Journal.Threw("operator", exception);
        }
    }
}
