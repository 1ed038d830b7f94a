using Plumbline.Lab.Commands;

return await LabCommand.RunAsync(args, Console.Error);
