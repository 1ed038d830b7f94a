using System.Reflection;

namespace Plumbline.Tests.Support;

/// <summary>Counts what is registered on a token source of the BCL, which it tells nobody.</summary>
internal static class BclRegistrations
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly FieldInfo _registrations = Field(typeof(CancellationTokenSource), "_registrations");
    private static readonly FieldInfo _callbacks = Field(_registrations.FieldType, "Callbacks");
    private static readonly FieldInfo _next = Field(_callbacks.FieldType, "Next");

    internal static int CountOf(CancellationTokenSource source)
    {
        int count = 0;
        object? registrations = _registrations.GetValue(source);
        for (object? node = registrations is null ? null : _callbacks.GetValue(registrations); node is not null; node = _next.GetValue(node))
        {
            count++;
        }

        return count;
    }

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, Any) ?? throw new MissingFieldException(type.FullName, name);
}
