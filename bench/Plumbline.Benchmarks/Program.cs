using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Plumbline.Benchmarks;

// dotnet run -c Release --project bench/Plumbline.Benchmarks -- [--quick] [--results DIR] [what BenchmarkDotNet takes: --filter *Poll*, --list flat]
var rest = args.ToList();
bool isQuick = rest.Remove("--quick");
ManualConfig config = isQuick ? RunConfig.Quick() : RunConfig.Full();
int results = rest.IndexOf("--results");
if (results >= 0)
{
    if (results + 1 == rest.Count)
    {
        Console.Error.WriteLine("--results needs a folder, usually bench/results.");
        return 1;
    }

    config.AddExporter(new ClassPageExporter(Path.GetFullPath(rest[results + 1]), isQuick ? "quick" : "full"));
    rest.RemoveRange(results, 2);
}

if (!rest.Exists(static argument => argument is "--filter" or "-f" or "--list" or "--help" or "--info"))
{
    rest.AddRange(["--filter", "*"]);
}

BenchmarkSwitcher.FromAssembly(typeof(RunConfig).Assembly).Run([.. rest], config);
return 0;
