using System.Text.Json.Serialization;

namespace Plumbline.Lab.Report;

/// <summary>How results.json is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ResultsDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
