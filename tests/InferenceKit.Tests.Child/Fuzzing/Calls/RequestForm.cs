namespace InferenceKit.Tests.Child.Fuzzing.Calls;

/// <summary>How a request is sent.</summary>
internal enum RequestForm
{
    Values,
    Typed,
    Many,
}
