using System.Text.Json.Serialization;

namespace Plumbline.Lab.Experiments;

/// <summary>How the files of a results directory are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunInfo))]
[JsonSerializable(typeof(CellFile))]
internal sealed partial class ResultsJson : JsonSerializerContext;
