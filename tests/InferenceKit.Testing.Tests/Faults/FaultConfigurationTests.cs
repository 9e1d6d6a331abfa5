using InferenceKit.Testing.Faults.Reading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InferenceKit.Testing.Tests.Faults;

/// <summary>Faults that options and configuration switch on and off.</summary>
public sealed class FaultConfigurationTests
{
    [Fact]
    public async Task A_section_switches_faults_on_and_off_while_the_host_runs()
    {
        var section = new ChangingSection(("Seed", "3"), ("Rules:fail:Kind", "throw"), ("Rules:fail:Model", "Sum"));
        await using var rig = await FaultRig.StartAsync(faults: b => b.AddFaults(section.Section));
        Assert.Equal([new FaultRule { Kind = FaultKind.Throw, Model = "Sum" }], rig.Faults.Rules);
        Assert.False((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);

        section.Set(("Enabled", "false"));
        Assert.True((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
        section.Set(("Enabled", "true"), ("Rules:fail:Kind", "WrongShape"), ("Rules:fail:Version", "1"));
        Assert.Equal(InferenceError.InvalidOutput, (await rig.Sum.TryPredictAsync([1, 2])).Failure!.Error);
        section.Clear();
        Assert.True((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
        Assert.Empty(rig.Faults.Rules);
        Assert.Contains(rig.Logged, record => record.Level == LogLevel.Warning && record.Message.StartsWith("Faults are injected: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_section_that_is_missing_is_no_fault_and_one_that_comes_later_is()
    {
        var section = new ChangingSection();
        await using var rig = await FaultRig.StartAsync(faults: b => b.AddFaults(section.Section));
        Assert.True((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
        section.Set(("Rules:slow:Kind", "Delay"), ("Rules:slow:Delay", "00:00:00.001"), ("Rules:slow:Rate", "1e0"));
        Assert.Equal(3, (await rig.Sum.PredictAsync([1, 2])).Value);
        Assert.Equal(1, rig.Faults.Injected(FaultKind.Delay));
    }

    [Fact]
    public async Task Code_may_change_what_configuration_says_and_its_own_switch_stays_through_reloads()
    {
        var section = new ChangingSection(("Rules:fail:Kind", "Throw"), ("Rules:fail:Rate", "0"));
        await using var rig = await FaultRig.StartAsync(faults: b => b
            .AddFaults(o => o.Rules["Fail"] = o.Rules["fail"] with { Rate = 1 }).AddFaults(section.Section));
        Assert.False((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
        rig.Faults.Enabled = false;
        section.Set(("Seed", "9"));
        Assert.True((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
        Assert.Single(rig.Faults.Rules);
    }

    [Fact]
    public async Task A_reload_that_leaves_a_rule_alone_does_not_begin_its_decisions_anew()
    {
        (string, string?)[] values = [("Rules:fail:Kind", "Throw"), ("Rules:fail:Rate", "0.5")];
        var section = new ChangingSection(values);
        await using var reloaded = await FaultRig.StartAsync(faults: b => b.AddFaults(section.Section));
        await using var still = await FaultRig.StartAsync(faults: b => b.AddFaults(new ChangingSection(values).Section));
        var before = await reloaded.FailuresAsync(50);
        section.Set(("Rules:other:Kind", "Throw"), ("Rules:other:Rate", "0"));
        Assert.Equal(await still.FailuresAsync(100), before.Concat(await reloaded.FailuresAsync(50)));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_reported_at_once_with_its_path()
    {
        var section = new ChangingSection(
            ("Enable", "true"), ("Seed", "many"), ("Rules:a:Kind", "Explode"), ("Rules:b:Rate", "1.5"), ("Rules:c:Kind", "Delay"), ("Rules:c:Rate", "NaN"),
            ("Rules:d:Kind", "Throw"), ("Rules:d:Delay", "00:00:01"), ("Rules:d:Model", "sun"), ("Rules:d:Version", "../1"), ("Rules:d:IgnoresTermination", "true"),
            ("Rules:e:Kind", "Delay"), ("Rules:e:Delay", "-00:00:01"), ("Rules:e:Model", "a b"), ("Rules:f", "Throw"), ("Rules:g:Kind", "Hang"), ("Rules:g:Modle", "sum"));
        await using var rig = FaultRig.Build(faults: b => b.AddFaults(section.Section));
        var failures = (await Assert.ThrowsAsync<OptionsValidationException>(rig.StartAsync)).Failures;

        const string Kinds = "Delay, Throw, NotANumber, Hang, WrongShape, LoadFailure, RepositoryOutage";
        const string Rule = "it must have 1 to 128 characters, letters, digits, '.', '_' or '-', and begin with a letter or a digit";
        Assert.Equal(
            [
                "Faults:Enable: unknown key; did you mean 'Enabled'?",
                "Faults:Rules:a:Kind: 'Explode' is none of " + Kinds + ".",
                "Faults:Rules:b:Kind: it must be one of " + Kinds + ".",
                "Faults:Rules:b:Rate: 1.5 is not from 0 to 1.",
                "Faults:Rules:c:Delay: 00:00:00 is not more than 0 and at most a day.",
                "Faults:Rules:c:Rate: NaN is not from 0 to 1.",
                "Faults:Rules:d:Delay: it belongs to the kind Delay, and this is Throw.",
                "Faults:Rules:d:IgnoresTermination: it belongs to the kind Hang, and this is Throw.",
                "Faults:Rules:d:Model: there is no model 'sun'; did you mean 'sum'?",
                "Faults:Rules:d:Version: '../1' is no version: " + Rule + ".",
                "Faults:Rules:e:Delay: -00:00:01 is not more than 0 and at most a day.",
                "Faults:Rules:e:Model: 'a b' is no name of a model: " + Rule + ".",
                "Faults:Rules:f: a section with keys belongs here, not a single value.",
                "Faults:Rules:f:Kind: it must be one of " + Kinds + ".",
                "Faults:Rules:g:Modle: unknown key; did you mean 'Model'?",
                "Faults:Seed: 'many' is not a whole number.",
            ],
            failures.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Configuration_has_a_key_for_everything_that_code_can_set()
    {
        Assert.Equal(typeof(FaultOptions).GetProperties().Select(p => p.Name).Order(), FaultKeys.Table.Names.Order());
        Assert.Equal(typeof(FaultRule).GetProperties().Select(p => p.Name).Order(), FaultRuleKeys.Table.Names.Order());
    }

    [Fact]
    public async Task A_wrong_reload_is_logged_once_and_keeps_the_last_good_faults()
    {
        var section = new ChangingSection(("Rules:fail:Kind", "Throw"));
        await using var rig = await FaultRig.StartAsync(faults: b => b.AddFaults(section.Section));
        section.Set(("Rules:fail:Rate", "2"), ("Rules:fail:Model", "fraud"));
        section.Set();
        Assert.False((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
        Assert.Equal(
            ["The reloaded faults are wrong, and the last good ones stay: Faults:Rules:fail:Model: there is no model 'fraud'; registered are: sum.",
             "The reloaded faults are wrong, and the last good ones stay: Faults:Rules:fail:Rate: 2 is not from 0 to 1."],
            rig.Logged.Where(record => record.Level == LogLevel.Error).Select(record => record.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Code_that_adds_a_wrong_rule_is_told_everything_that_is_wrong()
    {
        await using var rig = await FaultRig.StartAsync();
        var problem = Assert.Throws<ArgumentException>(() => rig.Faults.Add(new() { Kind = (FaultKind)77, Rate = -0.1, Model = "sums" }));
        Assert.Contains("Kind: it must be one of Delay, ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Rate: -0.1 is not from 0 to 1", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Model: there is no model 'sums'; did you mean 'sum'?", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Faults.Injected((FaultKind)77));
        Assert.Empty(rig.Faults.Rules);
    }

    [Fact]
    public async Task The_number_of_rules_has_a_limit()
    {
        await using var rig = await FaultRig.StartAsync(faults: b => b.AddFaults(o =>
        {
            for (var i = 0; i < 32; i++) o.Rules[$"{i}"] = new() { Kind = FaultKind.Hang, Rate = 0 };
        }));
        for (var i = 0; i < 31; i++) rig.Faults.Add(new() { Kind = FaultKind.Hang, Rate = 0 });
        using (rig.Faults.Add(new() { Kind = FaultKind.Throw })) Assert.False((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
        rig.Faults.Add(new() { Kind = FaultKind.Throw, Rate = 0 });
        Assert.Throws<InvalidOperationException>(() => rig.Faults.Add(new() { Kind = FaultKind.Throw }));

        await using var tooMany = FaultRig.Build(faults: b => b.AddFaults(o =>
        {
            for (var i = 0; i < 33; i++) o.Rules[$"{i}"] = new() { Kind = FaultKind.Throw };
        }));
        Assert.Equal(
            ["Faults:Rules: there are 33 rules, and no more than 32 are possible."],
            (await Assert.ThrowsAsync<OptionsValidationException>(tooMany.StartAsync)).Failures);
    }

    [Fact]
    public void The_whole_configuration_is_no_section()
    {
        var builder = new ServiceCollection().AddInference();
        Assert.Throws<ArgumentException>(() => builder.AddFaults(new ConfigurationBuilder().Build()));
    }

    [Fact]
    public async Task A_provider_that_was_disposed_takes_no_more_rules()
    {
        var rig = await FaultRig.StartAsync();
        var faults = rig.Faults;
        var rule = faults.Add(new() { Kind = FaultKind.Throw });
        await rig.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => faults.Add(new() { Kind = FaultKind.Throw }));
        rule.Dispose();
        rule.Dispose();
    }
}
