using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Subjects.Library;

namespace InferenceKit.Benchmarks.Tests.Subjects;

public sealed class LibraryKitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_swap_loads_a_version()
    {
        using var shelf = new ModelShelf();
        var model = $"swapped-{Guid.NewGuid():N}";
        using var loads = new LoadCounter(model);
        await using var host = await new LibraryKit().StartAsync([new(model, shelf.Build(ModelRole.Mlp, 1), shelf.Build(ModelRole.Mlp, 2))]);

        await host.SwapAsync(model);
        await host.SwapAsync(model);
        await host.SwapAsync(model);

        Assert.Equal(["1", "2", "1", "2"], loads.Versions);
    }

    [Fact]
    public async Task A_model_that_was_unloaded_is_loaded_again()
    {
        using var shelf = new ModelShelf();
        var model = $"unloaded-{Guid.NewGuid():N}";
        using var loads = new LoadCounter(model);
        await using var host = await new LibraryKit().StartAsync([new(model, shelf.Build(ModelRole.Mlp, 1), IsLoadedAtStart: false)]);

        await host.LoadAsync(model);
        await host.UnloadAsync(model);
        await host.LoadAsync(model);

        Assert.Equal(["1", "1", "1"], loads.Versions);
    }

    [Fact]
    public async Task State_of_swaps_is_not_left_in_anybodys_folder()
    {
        using var shelf = new ModelShelf();
        await using var host = await new LibraryKit().StartAsync([new("model", shelf.Build(ModelRole.Mlp, 1), shelf.Build(ModelRole.Mlp, 2))]);

        await host.SwapAsync("model");

        Assert.False(Directory.Exists("state"));
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "state")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_first_version_answers_again_after_a_rollback(int keepPrevious)
    {
        using var shelf = new ModelShelf();
        var answer = new FirstAnswer();
        await using var host = await new LibraryKit().StartPromotionsAsync(shelf.Build(ModelRole.Mlp, 1), shelf.Build(ModelRole.Mlp, 2), keepPrevious);
        var caller = host.CreateCaller([new float[16]], answer);

        await host.PromoteAsync();
        answer.Watch();
        Assert.True(await caller.CallAsync());
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.Zero));
        await host.RollBackAsync();
        Assert.True(await caller.CallAsync());

        Assert.True(await answer.WaitAsync(Long) > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_promotion_after_a_promotion_or_a_rollback_goes_to_the_other_version()
    {
        using var shelf = new ModelShelf();
        var answer = new FirstAnswer();
        await using var host = await new LibraryKit().StartPromotionsAsync(shelf.Build(ModelRole.Mlp, 1), shelf.Build(ModelRole.Mlp, 2), keepPrevious: 1);
        var caller = host.CreateCaller([new float[16]], answer);

        Assert.True(await IsFirstAsync());
        await host.PromoteAsync();
        Assert.False(await IsFirstAsync());
        await host.PromoteAsync();
        Assert.True(await IsFirstAsync());
        await host.PromoteAsync();
        await host.RollBackAsync();
        Assert.True(await IsFirstAsync());
        await host.PromoteAsync();
        Assert.False(await IsFirstAsync());

        async Task<bool> IsFirstAsync()
        {
            answer.Watch();
            Assert.True(await caller.CallAsync());
            return answer.Begin() == 0;
        }
    }
}
