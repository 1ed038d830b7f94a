using System.Reflection;

namespace Plumbline.Lab.Measure;

/// <summary>Counts the callbacks that are registered on a token: on one that lives as long as the process, each leftover is a leak.</summary>
/// <remarks>
/// The BCL does not tell, so this walks the source's own list, by reflection and without its lock. A callback that comes or goes meanwhile may be missed
/// or counted: exact when nothing runs, which is when leaks are looked for.
/// </remarks>
internal static class TokenRegistrations
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>How many there are.</summary>
    /// <exception cref="InvalidOperationException">This runtime keeps its callbacks in another way.</exception>
    public static int Count(CancellationToken token)
    {
        var source = Field(typeof(CancellationToken), "_source").GetValue(token);
        var registrations = source is null ? null : Field(typeof(CancellationTokenSource), "_registrations").GetValue(source);
        if (registrations is null)
        {
            return 0;
        }

        var node = Field(registrations.GetType(), "Callbacks").GetValue(registrations);
        var count = 0;
        while (node is not null)
        {
            count++;
            node = Field(node.GetType(), "Next").GetValue(node);
        }

        return count;
    }

    private static FieldInfo Field(Type type, string name) => type.GetField(name, Any)
        ?? throw new InvalidOperationException($"{type.Name} has no field {name} in this runtime, so registrations cannot be counted.");
}
