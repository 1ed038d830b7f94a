using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Plumbline.Flood;

/// <summary>Measures all ways, interleaved, and writes medians and ratios.</summary>
internal static class Report
{
    private const int Rounds = 7;
    private const double MostOfBaseline = 1.5;

    internal static async Task<int> WriteAsync(string path)
    {
        Way[] ways = Enum.GetValues<Way>();
        var times = ways.ToDictionary(way => way, _ => new List<double>());
        for (int round = 1; round <= Rounds; round++)
        {
            foreach (Way way in ways)
            {
                double time = await MeasureApartAsync(way);
                times[way].Add(time);
                Console.WriteLine(FormattableString.Invariant($"round {round} of {Rounds}: {way} {time:F1} ms"));
            }
        }

        double baseline = Median(times[Way.BclCancelAfter]);
        var text = new StringBuilder()
            .AppendLine("# Callbacks with a flooded thread pool")
            .AppendLine()
            .AppendLine("2,000 items of 20 ms are queued; a callback is due after 50 ms. How long until it runs, each time in a process of its own,")
            .AppendLine(CultureInfo.InvariantCulture, $"{Rounds} interleaved rounds. Aim: at most {MostOfBaseline} times the BCL's.")
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Machine: {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}.")
            .AppendLine("Again: `dotnet run -c Release --project bench/Plumbline.Flood`.")
            .AppendLine()
            .AppendLine("| way | median | least | most | ratio of medians |")
            .AppendLine("|---|---:|---:|---:|---:|");
        bool allHold = true;
        foreach (Way way in ways)
        {
            double median = Median(times[way]);
            allHold &= median <= baseline * MostOfBaseline;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {way} | {median:F1} ms | {times[way].Min():F1} ms | {times[way].Max():F1} ms | {median / baseline:F2} |");
        }

        await File.WriteAllTextAsync(path, text.ToString());
        Console.WriteLine(text);
        return allHold ? 0 : 1;
    }

    private static async Task<double> MeasureApartAsync(Way way)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["--measure", way.ToString()]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"Measuring {way} ended with code {process.ExitCode}.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
