using InferenceKit.Cli.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InferenceKit.Cli.Tests.Hosting;

public sealed class HostFollowsTests
{
    [Fact]
    public async Task A_host_that_watches_the_state_follows_an_alias_and_a_rollback_of_the_tool()
    {
        using var folders = new TestFolders().With("fraud", "1", "2");
        (await folders.SetAlias("fraud", "stable", "1")).Ends(ExitCode.Done);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddInference(options =>
        {
            options.Repository.Path = folders.Repository;
            options.State.Path = folders.State;
            options.State.Watch = true;
            options.Repository.PollInterval = TimeSpan.FromMilliseconds(200);
        }).AddModel("fraud", o => o.Version = "@stable|latest");
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var lifecycle = host.Services.GetRequiredService<IModelLifecycle>();
        await Serves(lifecycle, "1");

        (await folders.SetAlias("fraud", "stable", "2", "--by", "pipeline")).Ends(ExitCode.Done);
        await Serves(lifecycle, "2");
        Assert.Contains(lifecycle.Models[0].Audit, a => a.By == "pipeline");

        // The host has taken down by now what served before.
        (await folders.RollBack("fraud")).Ends(ExitCode.Done);
        await Serves(lifecycle, "1");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task Serves(IModelLifecycle lifecycle, string version)
    {
        var end = Environment.TickCount64 + 30_000;
        while (lifecycle.Models[0].Primary?.ToString() != version)
        {
            Assert.True(Environment.TickCount64 < end, $"It does not serve version {version}: {lifecycle.Models[0].Error}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
