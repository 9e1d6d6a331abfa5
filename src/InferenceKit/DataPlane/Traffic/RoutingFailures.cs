using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.DataPlane.Traffic;

/// <summary>Puts what is wrong with a request's way into failures. What users wrote is cut, and values are not repeated.</summary>
internal static class RoutingFailures
{
    private const int Shown = 64;

    public static InferenceFailure VariantNotReady(ServedModel model, int arm)
    {
        var why = model.VariantVersions[arm] is not { } version ? "there is no such version"
            : model.Find(version) is { } served && model.FindDifference(served) is { } difference ? difference
            : model.WhyNotLoaded(version);
        return new(InferenceError.ModelNotReady, $"{model.Name}: variant '{model.Traffic!.Names[arm]}' ({model.Traffic.Targets[arm]}) is not ready: {why}.");
    }

    public static InferenceFailure VariantNotFound(ServedModel model, string variant)
    {
        var shown = variant.Length <= Shown ? variant : variant[..Shown] + "…";
        return new(
            InferenceError.InvalidInput,
            model.Traffic is { HasVariants: true } traffic
                ? $"{model.Name}: there is no variant '{shown}'; there are: {string.Join(", ", traffic.Names)}."
                : $"{model.Name}: the request names variant '{shown}', and the model has none (Traffic:Variants).");
    }

    public static InferenceFailure MayNotChoose(string model, string what) =>
        new(InferenceError.InvalidInput, $"{model}: requests may not name a {what} (Traffic:AllowOverride).");

    public static InferenceFailure ChosenTwice(string model) =>
        new(InferenceError.InvalidInput, $"{model}: the request names both a variant and a version; name one.");

    public static InferenceFailure NoRoutingKey(string model, Exception exception) => new(
        InferenceError.InvalidInput, $"{model}: the routing key could not be read from the input (RouteBy threw {exception.GetType().Name}).")
    { Cause = exception };

    public static InferenceFailure BadRoutingKey(string model, int length) =>
        new(InferenceError.InvalidInput, $"{model}: a routing key must have 1 to {RoutingHash.MaxKeyLength} characters, not {length}.");

    public static InferenceFailure BadAttribute(string model, int rule, AttributeCondition condition, object? value)
    {
        var expected = condition.AtLeast is null && condition.Below is null ? "a text, a number or a truth value" : "a number";
        var there = value is null ? "null" : TypeName.Of(value.GetType());
        return new(InferenceError.InvalidInput, $"{model}: attribute '{condition.Attribute}', which targeting rule {rule} looks at, must be {expected}, not {there}.");
    }
}
