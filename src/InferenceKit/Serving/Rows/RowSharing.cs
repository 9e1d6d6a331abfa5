namespace InferenceKit.Serving.Rows;

/// <summary>Whether rows of a version may share runs.</summary>
internal enum RowSharing
{
    /// <summary>Nothing was shown: rows run alone until live ones show that they do not depend on each other.</summary>
    Unknown,

    /// <summary>They do not depend on each other, as far as was shown or declared.</summary>
    Shared,

    /// <summary>They depend on each other, or there are none: for good.</summary>
    Never,
}
