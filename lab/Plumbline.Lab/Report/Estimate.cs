using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>How long an experiment will still take: as fast as it went so far.</summary>
/// <param name="clock">The present moment.</param>
/// <param name="overBefore">Runs that were over when it was started; they took none of its time.</param>
internal sealed class Estimate(TimeProvider clock, int overBefore)
{
    private readonly TimeSpan _begun = clock.Now();

    /// <summary>The part of the whole experiment that is done, 0 to 1; runs of the moment count with what is done of them.</summary>
    public static double Done(MatrixState state) => state.Total == 0 ? 1 : Math.Min(1, Work(state) / state.Total);

    /// <summary>The time that is left; null while too little is done to tell.</summary>
    public TimeSpan? Left(MatrixState state)
    {
        const double TooLittle = 0.05;
        var done = Work(state) - overBefore;
        return done < TooLittle ? null : (clock.Now() - _begun) * ((state.Total - overBefore - done) / done);
    }

    private static double Work(MatrixState state) => Math.Min(state.Total, state.Over + state.Running
        .Where(static cell => !cell.IsOver)
        .Sum(static cell => Math.Clamp((cell.Now - cell.Start) / cell.Plan.Length, 0, 1)));
}
