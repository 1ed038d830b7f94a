using System.Text.Json.Serialization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults.Clocks;
using Plumbline.Lab.Faults.Pauses;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Processes;

/// <summary>What travels between the processes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(ServiceOptions))]
[JsonSerializable(typeof(ClockReading))]
[JsonSerializable(typeof(PressureRecord))]
[JsonSerializable(typeof(ServiceCounters))]
[JsonSerializable(typeof(CrowdCounters))]
[JsonSerializable(typeof(IReadOnlyList<ClickRecord>))]
[JsonSerializable(typeof(IReadOnlyList<HopRecord>))]
internal sealed partial class LabJson : JsonSerializerContext;
