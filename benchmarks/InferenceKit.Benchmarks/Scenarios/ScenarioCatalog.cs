using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>All scenarios, in the order of the report.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new OverheadScenario("overhead-mlp", ModelRole.Mlp),
        new OverheadScenario("overhead-gbt", ModelRole.BoostedTrees),
        new OverheadScenario("overhead-mnist", ModelRole.Mnist),
        new NaiveScenario(),
        new MlNetScenario(),
        new ParallelScenario(),
        new ManyRowsScenario("many-mlp", ModelRole.Mlp),
        new ManyRowsScenario("many-forest", ModelRole.Forest),
        new SwapScenario(),
        new PromotionScenario(),
        new RollbackScenario(),
        new LoadBesideScenario(),
        new VerificationScenario(),
        new LookupScenario(),
        new ColdStartScenario(),
    ];
}
