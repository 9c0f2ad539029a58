using Empo.Stages.Datasets;

namespace Empo.Stages.Imports;

/// <summary>
/// The questions of all files of a recording, each with its first response and its label, and the contradictions between rows.
/// </summary>
internal sealed class ImportedQuestions
{
    private readonly Dictionary<string, (ImportedResponse First, string File)> _first = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ImportedResponse Response, string File)> _labels = new(StringComparer.Ordinal);
    private readonly List<ImportedResponse> _inOrder = [];
    private readonly Dictionary<string, Contradiction> _labelsThatDiffer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Contradiction> _promptsThatDiffer = new(StringComparer.Ordinal);

    /// <summary>The first response of each question, in order.</summary>
    public IReadOnlyList<ImportedResponse> First => _inOrder;

    /// <summary>Questions whose rows have labels that mean different things.</summary>
    public IReadOnlyDictionary<string, Contradiction> LabelsThatDiffer => _labelsThatDiffer;

    /// <summary>Questions that have the same id in two files but a different prompt in each.</summary>
    public IReadOnlyDictionary<string, Contradiction> PromptsThatDiffer => _promptsThatDiffer;

    public void Add(ImportedResponse response, string file)
    {
        var id = response.QuestionId;
        if (_first.TryAdd(id, (response, file)))
        {
            _inOrder.Add(response);
        }
        else if (_first[id] is var (first, place) && place != file && first.Prompt != response.Prompt)
        {
            _promptsThatDiffer.TryAdd(id, new Contradiction($"{place}({first.Line})", $"{file}({response.Line})"));
        }

        // A label without an answer contradicts nothing. It counts as the question's label only where no other row has one.
        if (
            !_labels.TryGetValue(id, out var label)
            || (label.Response.Answer != response.Answer && Label.Read(label.Response.Answer).Text is null && response.Answer is not null)
        )
        {
            _labels[id] = (response, file);
        }
        else if (
            label.Response.Answer != response.Answer
            && !_labelsThatDiffer.ContainsKey(id)
            && !Label.Agree(label.Response.Answer, response.Answer)
        )
        {
            _labelsThatDiffer[id] = new Contradiction(
                $"{label.File}({label.Response.Line}) ('{label.Response.Answer}')",
                $"{file}({response.Line}) ('{response.Answer}')"
            );
        }
    }

    /// <summary>The label of a question as written, with file and line; null where no row has one.</summary>
    public (string Written, string File, int Line)? LabelOf(string id) =>
        _labels[id] is var (response, file) && response.Answer is { } written ? (written, file, response.Line) : null;

    /// <summary>Two rows that say different things.</summary>
    /// <param name="Kept">File and line of the first.</param>
    /// <param name="Other">File and line of the other.</param>
    internal sealed record Contradiction(string Kept, string Other);
}
