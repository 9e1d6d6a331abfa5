using System.Globalization;
using InferenceKit.Tests.Child;
using InferenceKit.Tests.Child.Fuzzing;

// What a test does in another process, to kill it or to race with it. Each says "ready", waits for a line, and begins.
switch (args)
{
    case ["assign", var state, var file, var percent]:
        await Assignments.RunAsync(state, file, double.Parse(percent, CultureInfo.InvariantCulture));
        return 0;
    case ["edit", var state, var model]:
        await Edits.RunAsync(state, model);
        return 0;
    case ["host", var repository, var state, var staging, var model, var times, .. { Length: > 0 } versions]:
        await Host.RunAsync(repository, state, staging, model, int.Parse(times, CultureInfo.InvariantCulture), versions);
        return 0;
    case ["lock", var file, var model, var first]:
        Pins.Run(file, model, int.Parse(first, CultureInfo.InvariantCulture));
        return 0;
    case ["publish", var repository, var model, var source, var version, .. var more]:
        await Publications.RunAsync(repository, model, source, version, more);
        return 0;
    case ["fill", var repository, var model, var source]:
        await Publications.FillAsync(repository, model, source);
        return 0;
    case ["fail", var file, var times]:
        await Failures.RunAsync(file, int.Parse(times, CultureInfo.InvariantCulture));
        return 0;
    case ["memory", var file, var rows, var megabytes]:
        await Memory.RunAsync(file, int.Parse(rows, CultureInfo.InvariantCulture), long.Parse(megabytes, CultureInfo.InvariantCulture));
        return 0;
    case ["shadow", var file, var calls]:
        await Shadows.RunAsync(file, int.Parse(calls, CultureInfo.InvariantCulture));
        return 0;
    case ["starve", var file, var mode, var way]:
        await Starvation.RunAsync(file, Enum.Parse<InferenceKit.BatchingMode>(mode), way);
        return 0;
    case ["beside", var slow, var fast, var answers]:
        await Neighbours.RunAsync(slow, fast, int.Parse(answers, CultureInfo.InvariantCulture));
        return 0;
    case ["fuzz", var seed, var seconds]:
        await Fuzzer.RunAsync(int.Parse(seed, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture));
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            """
            usage: assign STATE FILE PERCENT
                   edit STATE MODEL
                   host REPOSITORY STATE STAGING MODEL TIMES VERSION...
                   lock FILE MODEL FIRST
                   publish REPOSITORY MODEL SOURCE (VERSION | next) [TIMES [WIDTH]]
                   fill REPOSITORY MODEL SOURCE
                   fail FILE TIMES
                   memory FILE ROWS MEGABYTES
                   shadow FILE CALLS
                   starve FILE (Auto | Fixed | Off) (block | await | expire)
                   beside SLOW-FILE FAST-FILE SLOW-ANSWERS
                   fuzz SEED SECONDS
            """);
        return 2;
}
