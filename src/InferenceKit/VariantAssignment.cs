namespace InferenceKit;

/// <summary>Why a request went to the variant that it went to, or to the primary.</summary>
public enum VariantAssignment
{
    /// <summary>There was no split: the model has no variants, or a version was named by a step of its fallback chain alone.</summary>
    None,
    /// <summary>By the hash of its routing key: the same key always gets the same variant, as long as the weights are the same.</summary>
    Key,
    /// <summary>By chance, because it had no routing key.</summary>
    Random,
    /// <summary>By a targeting rule. Such requests are no part of the experiment.</summary>
    Rule,
    /// <summary>It named the variant or the version itself. Such requests are no part of the experiment.</summary>
    Request,
}
