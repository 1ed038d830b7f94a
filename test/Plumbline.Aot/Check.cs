namespace Plumbline.Aot;

/// <summary>Counts what holds and prints what does not.</summary>
internal static class Check
{
    internal static int Held { get; private set; }

    internal static int Failed { get; private set; }

    internal static void That(bool holds, string what)
    {
        if (holds)
        {
            Held++;
            return;
        }

        Failed++;
        Console.Error.WriteLine($"Does not hold: {what}.");
    }

    /// <summary>Waits for a signal that must come; a minute is for ever here.</summary>
    internal static async Task ComesAsync(Task signal, string what)
    {
        bool came = true;
        try
        {
            await signal.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException)
        {
            came = false;
        }

        That(came, $"{what} comes");
    }
}
