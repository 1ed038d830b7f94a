using System.Globalization;
using Plumbline.Flood;

// Without arguments: measures every way in fresh processes, round by round, and writes bench/results/flood.md (or the file named).
// With one: measures that way once and prints milliseconds.
if (args is ["--measure", string way])
{
    Console.WriteLine(Round.Measure(Enum.Parse<Way>(way)).ToString("F2", CultureInfo.InvariantCulture));
    return 0;
}

return await Report.WriteAsync(args.FirstOrDefault() ?? Path.Combine("bench", "results", "flood.md"));
