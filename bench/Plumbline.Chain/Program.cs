using Plumbline.Bench.Services;
using Plumbline.Chain.Commands;

return await Measurement.RunAsync(ChainCommand.Create(), args);
