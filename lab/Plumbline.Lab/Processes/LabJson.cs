using System.Text.Json.Serialization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Processes;

/// <summary>What travels between the processes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(TimeSpan))]
[JsonSerializable(typeof(ServiceCounters))]
[JsonSerializable(typeof(CrowdCounters))]
[JsonSerializable(typeof(IReadOnlyList<ClickRecord>))]
[JsonSerializable(typeof(IReadOnlyList<WorkRecord>))]
internal sealed partial class LabJson : JsonSerializerContext;
