namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>Plays a model again and again, each time in another order, until there is no order left.</summary>
internal static class Explorer
{
    /// <summary>Compares after every deed of every order.</summary>
    /// <returns>How many orders there are.</returns>
    internal static int Explore<T>(Func<T> begin, Func<T, IReadOnlyList<Action>> deeds, Action<T> compare)
    {
        // For each step of the last order: which of how many deeds was taken.
        var path = new List<(int Taken, int Of)>();
        int orders = 0;
        do
        {
            Play(begin(), path, deeds, compare);
            orders++;
        }
        while (Advance(path));
        return orders;
    }

    private static void Play<T>(T model, List<(int Taken, int Of)> path, Func<T, IReadOnlyList<Action>> deeds, Action<T> compare)
    {
        IReadOnlyList<Action> enabled;
        for (int step = 0; (enabled = deeds(model)).Count > 0; step++)
        {
            if (step == path.Count)
            {
                path.Add((0, enabled.Count));
            }

            Assert.Equal(path[step].Of, enabled.Count);
            enabled[path[step].Taken]();
            Compare(path, step, model, compare);
        }
    }

    private static void Compare<T>(List<(int Taken, int Of)> path, int step, T model, Action<T> compare)
    {
        try
        {
            compare(model);
        }
        catch (Exception exception)
        {
            string order = string.Join(' ', path.Take(step + 1).Select(static choice => choice.Taken));
            throw new InvalidOperationException($"After the deeds {order}: {exception.Message}", exception);
        }
    }

    private static bool Advance(List<(int Taken, int Of)> path)
    {
        while (path.Count > 0)
        {
            (int taken, int of) = path[^1];
            path.RemoveAt(path.Count - 1);
            if (taken + 1 < of)
            {
                path.Add((taken + 1, of));
                return true;
            }
        }

        return false;
    }
}
