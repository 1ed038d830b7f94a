using System.CommandLine;
using Plumbline.Lab.Commands;
using Plumbline.Lab.Processes;

// Ctrl-C and SIGTERM become the end of a context (RunCommand), or are left to the parent (roles): not System.CommandLine's business.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
try
{
    return await LabCommand.Create().Parse(args).InvokeAsync(configuration);
}
catch (ChildFailedException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
