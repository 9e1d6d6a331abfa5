using System.Runtime.CompilerServices;
using InferenceKit.Runtime;
using InferenceKit.Runtime.Routing;

namespace InferenceKit.DataPlane.Routing;

/// <summary>
/// Assigns a request to an arm of its model's split: what the request names, then the first rule that holds, then the hash of its key, then
/// chance.
/// </summary>
internal static class TrafficStage
{
    /// <param name="model">The model, as it is served.</param>
    /// <param name="traffic">Its traffic; null where it has neither variants nor shadows.</param>
    /// <param name="call">Knows the routing key, where the request does not name one.</param>
    /// <param name="context">Receives route and arm.</param>
    /// <param name="byChance">Whether a request without a key is assigned by chance; otherwise it goes to the primary.</param>
    /// <returns>Null, or why the request is refused.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static InferenceFailure? Assign<TCall>(ServedModel model, ServedTraffic? traffic, in TCall call, ref RequestContext context, bool byChance = true)
        where TCall : struct, IKeyedCall
    {
        var options = context.Options;
        if (traffic is null) return options?.Variant is null ? null : RoutingFailures.VariantNotFound(model, options.Variant);
        if (options is not null && (options.Variant ?? options.Version) is not null) return AssignNamed(model, traffic, ref context);
        string? key;
        try
        {
            key = options?.RoutingKey ?? call.KeyOf(model.Registration);
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return RoutingFailures.NoRoutingKey(model.Name, exception);
        }
#pragma warning restore CA1031
        if (key is { Length: 0 or > RoutingHash.MaxKeyLength }) return RoutingFailures.BadRoutingKey(model.Name, key.Length);
        context.RoutingKey = key;
        if (!traffic.HasVariants) return null;
        if (!traffic.Policy.Rules.IsEmpty)
        {
            if (RuleMatch.Find(model, traffic.Policy.Rules, options?.Attributes, out var rule) is { } unsuited) return unsuited;
            if (rule >= 0) return Take(traffic.ByRule(rule), ref context);
        }
        if (key is null) return byChance ? Take(traffic.ByChance(), ref context) : null;
        var hash = traffic.HashOf(key);
        var choice = traffic.ByHash(hash);
        if (model.Registration.Exposed is { } exposed && traffic.Exposures.TryAdd(hash, choice.AllocationVersion)) Tell(exposed, model, key, choice);
        return Take(choice, ref context);
    }

    private static InferenceFailure? Take(RouteChoice choice, ref RequestContext context)
    {
        (context.Route, context.Arm) = (choice, choice.Arm);
        return null;
    }

    private static InferenceFailure? AssignNamed(ServedModel model, ServedTraffic traffic, ref RequestContext context)
    {
        var options = context.Options!;
        if (!traffic.Policy.AllowOverride) return RoutingFailures.MayNotChoose(model.Name, options.Variant is null ? "version" : "variant");
        if (options.Variant is not null && options.Version is not null) return RoutingFailures.ChosenTwice(model.Name);
        if (!traffic.HasVariants && options.Variant is null) return null;
        return traffic.ByName(options.Variant ?? TrafficPolicy.Primary) is { } choice
            ? Take(choice, ref context)
            : RoutingFailures.VariantNotFound(model, options.Variant!);
    }

    private static void Tell(Action<Exposure> exposed, ServedModel model, string key, RouteChoice choice)
    {
        try
        {
            exposed(new(model.Name, key, choice.Variant, choice.AllocationVersion, choice.Propensity));
        }
#pragma warning disable CA1031 // User code: the request is not to fail for who listens.
        catch (Exception exception)
        {
            model.Registration.ExposureFailed?.Invoke(exception);
        }
#pragma warning restore CA1031
    }
}
