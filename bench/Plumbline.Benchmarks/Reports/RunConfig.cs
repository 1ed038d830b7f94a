using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Plumbline.Benchmarks;

/// <summary>The two ways to run the benchmarks.</summary>
internal static class RunConfig
{
    /// <summary>All classes in minutes: in this process, short iterations. For ratios, not for the third digit.</summary>
    internal static ManualConfig Quick() => Create(
        Job.Default
            .WithId("Quick")
            .WithToolchain(InProcessEmitToolchain.DontLogOutput)
            .WithWarmupCount(6)
            .WithIterationTime(TimeInterval.FromMilliseconds(100))
            .WithIterationCount(7));

    /// <summary>A process for every benchmark, and as many iterations as BenchmarkDotNet thinks it needs.</summary>
    internal static ManualConfig Full() => Create(Job.Default.WithId("Full"));

    private static ManualConfig Create(Job job) =>
        ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddAnalyser([.. DefaultConfig.Instance.GetAnalysers()])
            .AddValidator([.. DefaultConfig.Instance.GetValidators()])
            .HideColumns(Column.Job, Column.Error, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2, Column.InvocationCount, Column.UnrollFactor)
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared));
}
