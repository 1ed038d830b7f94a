using Plumbline.Bench.Services;
using Plumbline.Load.Commands;

return await Measurement.RunAsync(LoadCommand.Create(), args);
