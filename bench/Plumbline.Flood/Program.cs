using System.Globalization;
using Plumbline.Flood;

// Measures one way once, in this process, and prints milliseconds; without an argument, prints the ways.
if (args is [var name] && Enum.TryParse(name, out Way way))
{
    Console.WriteLine(Round.Measure(way).ToString("F2", CultureInfo.InvariantCulture));
    return 0;
}

Console.WriteLine(string.Join('\n', Enum.GetNames<Way>()));
return args.Length == 0 ? 0 : 1;
