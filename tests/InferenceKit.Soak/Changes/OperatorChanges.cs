using InferenceKit.Soak.Callers;

namespace InferenceKit.Soak.Changes;

/// <summary>Publishes, promotes, rolls back, unloads and loads. An edit may be refused; it may not be forgotten.</summary>
internal sealed class OperatorChanges(CallerServices services, IReadOnlyList<VersionShelf> shelves, int seed) : ICaller
{
    private static readonly TimeSpan LongestEdit = TimeSpan.FromSeconds(60);
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
                    await EditAsync("publish", shelf.PublishAsync);
                    break;
                case 3 or 4 or 5:
                    await EditAsync("set alias", () => lifecycle.SetAliasAsync(model, _random.Next(3) == 0 ? "safe" : "stable", version));
                    break;
                case 6 or 7:
                    await EditAsync("roll back", () => lifecycle.RollbackAsync(model));
                    break;
                case 8:
                    await EditAsync("load", () => lifecycle.LoadAsync(model, version));
                    break;
                case 9:
                    await EditAsync("unload", () => lifecycle.UnloadAsync(model));
                    await Task.Delay(_random.Next(50, 500), CancellationToken.None);
                    await EditAsync("reload", () => lifecycle.ReloadAsync(model));
                    break;
                case 10:
                    await EditAsync("remove alias", () => lifecycle.RemoveAliasAsync(model, "stable"));
                    break;
                default:
                    await EditAsync("reload", () => lifecycle.ReloadAsync(model));
                    break;
            }
        }
    }

    private async Task EditAsync(string kind, Func<Task> edit)
    {
        try
        {
            await edit().WaitAsync(LongestEdit);
            services.Journal.Changes.Add($"{kind}, done");
        }
        catch (InferenceException)
        {
            services.Journal.Changes.Add($"{kind}, refused");
        }
        catch (TimeoutException)
        {
            services.Journal.Violate("edits without an end", $"{kind} did not end within {LongestEdit.TotalSeconds} s");
        }
        catch (Exception exception)
        {
            services.Journal.Threw("operator", exception);
        }
    }
}
