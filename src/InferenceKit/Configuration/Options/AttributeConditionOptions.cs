namespace InferenceKit;

/// <summary>What one attribute of a request must be: all that is said here. Texts are compared exactly.</summary>
public sealed class AttributeConditionOptions
{
    /// <summary>The text, number or truth value that it must be. <value>Default: none.</value></summary>
    public string? Is { get; set; }

    /// <summary>Those of which it must be one. <value>Default: none.</value></summary>
    public IList<string> In { get; } = [];

    /// <summary>What its text must begin with. <value>Default: none.</value></summary>
    public string? StartsWith { get; set; }

    /// <summary>The number that it must be, or more. <value>Default: none.</value></summary>
    public double? AtLeast { get; set; }

    /// <summary>The number that it must stay below. <value>Default: none.</value></summary>
    public double? Below { get; set; }
}
