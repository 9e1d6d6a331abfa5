using System.Text;
using InferenceKit.Cli.CommandLine;

// What is redirected is read by other programs, which expect UTF-8 on every system.
if (Console.IsOutputRedirected) Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await Tool.RunAsync(args, Console.Out, Console.Error, isTerminal: !Console.IsOutputRedirected);
