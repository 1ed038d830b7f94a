namespace Plumbline.RuleCost.Builds;

/// <summary>What a process took.</summary>
/// <param name="Time">From its start to its end.</param>
/// <param name="Processor">Processor time, of its own processes too; zero where the system does not tell.</param>
/// <param name="Output">What it printed.</param>
internal sealed record Run(TimeSpan Time, TimeSpan Processor, string Output)
{
    /// <summary>One after the other.</summary>
    public static Run operator +(Run first, Run second) => new(first.Time + second.Time, first.Processor + second.Processor, first.Output + second.Output);
}
