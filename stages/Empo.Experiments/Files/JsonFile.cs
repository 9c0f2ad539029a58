using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.Files;

/// <summary>
/// Reads a JSON object from a file and checks all of it at once. The library reports bytes that are not UTF-8, halves of surrogate pairs
/// and duplicate keys only when code accesses them, each with a different exception. Here all of them are <see cref="JsonException"/>.
/// </summary>
public static class JsonFile
{
    /// <summary>The largest tokenizers take 35 MB.</summary>
    private const long MaxBytes = 64 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="JsonException">The file does not hold a JSON object, or holds text that is not UTF-8.</exception>
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
                ?? throw new JsonException("it is not an object");
            LookThrough(root);
            return root;
        }
        catch (Exception error) when (error is DecoderFallbackException or InvalidOperationException)
        {
            throw new JsonException("it holds text that is not UTF-8", error);
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
