using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plumbline.Lab.Measure;

/// <summary>Writes every duration of a file as a number of seconds.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromTicks((long)decimal.Round(reader.GetDecimal() * TimeSpan.TicksPerSecond));

    /// <inheritdoc/>
    /// <remarks>As a decimal: exact to the tick, so that what is read back is what was written.</remarks>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);
}
