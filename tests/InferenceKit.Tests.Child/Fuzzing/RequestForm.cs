namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>How a request is sent.</summary>
internal enum RequestForm
{
    Values,
    Typed,
    Many,
}
