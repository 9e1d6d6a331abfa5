using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Scenarios.Progress;

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
        // Before any closed loop whose callers have a thread each: the pool would keep those threads, more than there are cores, for the rest
        // of the report.
        new SaturationScenario("mlp", gainAt64: 6),
        new SaturationScenario("gbt"),
        new SaturationScenario("forest", gainAt64: 1.8),
        new SaturationScenario("squeezenet"),
        new SaturationScenario("bert-toy", gainAt64: 1.5),
        new SaturationScenario("dense"),
        new PeersScenario("mlp"),
        new PeersScenario("gbt"),
        new PeersScenario("forest"),
        new PeersScenario("squeezenet"),
        new PeersScenario("bert-toy"),
        new PeersScenario("dense"),
        new IdleScenario("mlp"),
        new IdleScenario("gbt"),
        new IdleScenario("forest"),
        new IdleScenario("bert-toy"),
        new BatchedAllocationScenario(),
        new DeadlineScenario(),
        new OverloadScenario(),
        new FairnessScenario(),
        new PoisonScenario(),
        new FallbackArmedScenario(),
        new RouteSplitScenario(),
        new RouteMovedScenario(),
        new ShadowIdleScenario(),
        new ShadowSaturatedScenario(),
        new ReloadStormScenario(),
        new FallbackFiresScenario(),
        new FaultsScenario(),
        new TimeoutFallbackScenario(),
        new BreakerRecoveryScenario(),
        new ParallelScenario(),
        new ManyRowsScenario("many-mlp", ModelRole.Mlp),
        new ManyRowsScenario("many-forest", ModelRole.Forest),
        new ManyBesideScenario(),
        new IsolatedScenario(new BlockedPoolScenario()),
        new IsolatedScenario(new OneCoreScenario(), processors: 1),
        new IsolatedScenario(new OutlierMemoryScenario()),
        new IsolatedScenario(new AblationScenario("ablation")),
        new IsolatedScenario(new AblationScenario("ablation-one-core"), processors: 1),
        new SwapScenario(),
        new PromotionScenario(),
        new RollbackScenario(),
        new LoadBesideScenario(),
        new VerificationScenario(),
        new LookupScenario(),
        new ColdStartScenario(),
    ];
}
