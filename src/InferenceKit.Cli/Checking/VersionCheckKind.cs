namespace InferenceKit.Cli.Checking;

/// <summary>What is checked of a version, in this order.</summary>
internal enum VersionCheckKind
{
    /// <summary>It can be read and has a model file.</summary>
    Files,
    /// <summary>It is what the lock file pins.</summary>
    Lock,
    /// <summary>Its manifest can be read, is of it, and lists its files.</summary>
    Manifest,
    /// <summary>Its manifest was signed with one of the keys.</summary>
    Signature,
    /// <summary>It loads.</summary>
    Load,
    /// <summary>It has the manifest's signature of inputs and outputs, and gives the outputs of its samples.</summary>
    Samples,
}
