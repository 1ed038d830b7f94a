namespace Plumbline.Http.Internal;

/// <summary>What the trimmer and the AOT compiler say about JSON by reflection: the BCL's words, and what to use instead.</summary>
internal static class JsonMessages
{
    internal const string Unreferenced =
        "JSON serialization and deserialization might require types that cannot be statically analyzed. Use the overload that takes a JsonTypeInfo.";

    internal const string Dynamic =
        "JSON serialization and deserialization might require types that cannot be statically analyzed and might need runtime code generation. Use the overload that takes a JsonTypeInfo.";
}
