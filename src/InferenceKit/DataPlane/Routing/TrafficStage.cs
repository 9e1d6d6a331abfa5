using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Runtime.Routing;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Routing;

/// <summary>
/// Assigns a request to an arm of its model's split: what the request names, then the first rule that holds, then the hash of its key, then
/// chance.
/// </summary>
internal static class TrafficStage
{
    /// <summary>Reads a request's key and assigns it; without traffic only looks that it names no variant.</summary>
    /// <param name="call">What may have a key in its input.</param>
    /// <param name="model">The model, as it is served.</param>
    /// <param name="context">Receives route and arm.</param>
    /// <param name="key">The request's key; null for none.</param>
    /// <param name="byChance">Whether a request without a key is assigned by chance; otherwise it goes to the primary.</param>
    /// <returns>Null, or why the request is refused.</returns>
    public static InferenceFailure? Assign<TCall>(in TCall call, ServedModel model, ref RequestContext context, out string? key, bool byChance = true)
        where TCall : struct, IKeyedCall
    {
        key = context.Options?.RoutingKey;
        if (model.Traffic is not { } traffic) return context.Options?.Variant is { } variant ? RoutingFailures.VariantNotFound(model, variant) : null;
        if (key is null && ReadKey(call, model.Registration, out key) is { } unreadable) return unreadable;
        return Assign(model, traffic, key, ref context, byChance);
    }

    /// <param name="model">The model, as it is served.</param>
    /// <param name="traffic">Its traffic.</param>
    /// <param name="key">What the request or its input is split by; null for nothing.</param>
    /// <param name="context">Receives route and arm.</param>
    /// <param name="byChance">Whether a request without a key is assigned by chance; otherwise it goes to the primary.</param>
    /// <returns>Null, or why the request is refused.</returns>
    public static InferenceFailure? Assign(ServedModel model, ServedTraffic traffic, string? key, ref RequestContext context, bool byChance = true)
    {
        if (context.Options is { } options)
        {
            if ((options.Variant ?? options.Version) is not null) return AssignNamed(model, traffic, ref context);
            if (options.Attributes is { } attributes && !traffic.Policy.Rules.IsEmpty)
            {
                if (RuleMatch.Find(model, traffic.Policy.Rules, attributes, out var rule) is { } unsuited) return unsuited;
                if (rule >= 0) return Take(traffic.ByRule(rule), ref context);
            }
        }
        if (key is null) return traffic.HasVariants && byChance ? Take(traffic.ByChance(), ref context) : null;
        if (key.Length is 0 or > RoutingHash.MaxKeyLength) return RoutingFailures.BadRoutingKey(model.Name, key.Length);
        if (!traffic.HasVariants) return null;
        var hash = traffic.HashOf(key);
        var choice = traffic.ByHash(hash);
        if (model.Registration.Exposed is { } exposed && traffic.Exposures.TryAdd(hash, choice.AllocationVersion)) Tell(exposed, model, key, choice);
        return Take(choice, ref context);
    }

    /// <summary>Reads the key of a request that names none.</summary>
    /// <returns>Null, or why it could not be read.</returns>
    public static InferenceFailure? ReadKey<TCall>(in TCall call, ModelRegistration registration, out string? key) where TCall : struct, IKeyedCall
    {
        key = null;
        try
        {
            key = call.KeyOf(registration);
            return null;
        }
#pragma warning disable CA1031 // User code.
        catch (Exception exception)
        {
            return RoutingFailures.NoRoutingKey(registration.Name, exception);
        }
#pragma warning restore CA1031
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
