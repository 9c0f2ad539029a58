using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Empo.Stages.Scoring;

/// <summary>What a reward program learns of a question, as one line of JSON.</summary>
internal static class RewardRequest
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// <c>{"question_id", "question", "responses": [G texts], "answers": [G texts or null], "clusters": [G ids], "tokens": [G counts]}</c>.
    /// </summary>
    public static string Line(AnsweredGroup group, string question)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("question_id", group.QuestionId);
            json.WriteString("question", question);
            Array(json, "responses", group.Samples, sample => json.WriteStringValue(sample.Text));
            Array(json, "answers", group.Answers, json.WriteStringValue);
            Array(json, "clusters", group.Clusters, json.WriteNumberValue);
            Array(json, "tokens", group.Samples, sample => json.WriteNumberValue(sample.TokenIds.Length));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }
}
