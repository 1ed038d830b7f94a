using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plumbline.Aot;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
