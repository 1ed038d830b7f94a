using System.Text.Json.Serialization;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Experiments;

/// <summary>How the files of a results directory are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(SecondsConverter)])]
[JsonSerializable(typeof(RunInfo))]
[JsonSerializable(typeof(CellFile))]
[JsonSerializable(typeof(CellResult))]
internal sealed partial class ResultsJson : JsonSerializerContext;
