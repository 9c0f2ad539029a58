using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Files;

/// <summary>
/// A JSON object in a file, looked through at once. The library finds bytes that are no UTF-8, halves of surrogate pairs and keys
/// given twice only when somebody comes by them, each with an exception of its own; here all are <see cref="JsonException"/>.
/// </summary>
public static class JsonFile
{
    /// <summary>The largest tokenizers take 35 MB.</summary>
    private const long MaxBytes = 64 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="JsonException">The file holds no JSON object, or text that is none.</exception>
    /// <exception cref="UserError">EMPO3080: the file was never fetched.</exception>
    public static JsonObject Read(string path)
    {
        FileStandIn.Refuse(path);
        if (new FileInfo(path) is { Exists: true, Length: > MaxBytes } file)
        {
            throw new JsonException($"it has {file.Length} bytes, more than any such file");
        }

        try
        {
            var text = Strict.GetString(File.ReadAllBytes(path));
            var root =
                JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new JsonException("it is no object");
            LookThrough(root);
            return root;
        }
        catch (Exception error) when (error is DecoderFallbackException or InvalidOperationException)
        {
            throw new JsonException("it holds text that is no UTF-8", error);
        }
    }

    private static void LookThrough(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject container:
                foreach (var (_, value) in container)
                {
                    LookThrough(value);
                }

                break;
            case JsonArray list:
                foreach (var value in list)
                {
                    LookThrough(value);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }
}
