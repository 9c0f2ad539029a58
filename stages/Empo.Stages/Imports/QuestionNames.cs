using Empo.Stages.Datasets;

namespace Empo.Stages.Imports;

/// <summary>
/// Names the questions of a recording: by the recording's own id, or else by the prompt, which is enough for most files. Within a step,
/// rows with the same id are one question. So are rows with the same prompt, unless a column distinguishes their questions
/// (<see cref="GroupColumn"/>). Across steps, rows with the same name are one question unless something contradicts it: a different prompt
/// under the same id, or a different label under the same prompt. A different question whose name is taken gets that name with a hash
/// appended. The first question keeps the plain name, so added rows change no name.
/// </summary>
internal sealed class QuestionNames
{
    private readonly Dictionary<string, List<Variant>> _variants = new(StringComparer.Ordinal);
    private readonly List<MixedQuestion> _mixed = [];
    private readonly bool _withSystem;

    private QuestionNames(bool withSystem) => _withSystem = withSystem;

    /// <summary>
    /// The name of each row's question, the column that distinguished prompts with the same text (null for none), and the ids that stand
    /// for several prompts within a step.
    /// </summary>
    /// <param name="rows">All rows of a file.</param>
    /// <param name="columns">Where the file keeps each value.</param>
    public static (IReadOnlyList<string> Names, string? Column, IReadOnlyList<MixedQuestion> Mixed) Of(
        IReadOnlyList<ImportedRow> rows,
        RecordingColumns columns
    )
    {
        var names = new QuestionNames(
            rows.Where(row => row.Prompt.Dialogue is not null).Select(row => row.Prompt.Dialogue!.System).Distinct().Skip(1).Any()
        );
        var (keys, column) = names.Keys(rows, columns);
        var named = new string[rows.Count];
        foreach (var step in Enumerable.Range(0, rows.Count).GroupBy(i => rows[i].Step, StringComparer.Ordinal))
        {
            var taken = new HashSet<string>(StringComparer.Ordinal);
            foreach (var group in step.GroupBy(i => keys[i], StringComparer.Ordinal))
            {
                var name = names.Name([.. group.Select(i => rows[i])], taken);
                foreach (var i in group)
                {
                    named[i] = name;
                }
            }
        }

        return (named, column, names._mixed);
    }

    /// <summary>A key for each row; rows of one question in a step have the same key.</summary>
    private (string[] Keys, string? Column) Keys(IReadOnlyList<ImportedRow> rows, RecordingColumns columns)
    {
        var byPrompt = rows.Where(row => row.Prompt.QuestionId is null).ToArray();
        foreach (var (column, i) in columns.Groups.Select((column, i) => (column, i)))
        {
            if (
                GroupColumn.Names(
                    [.. byPrompt.Select(row => (row.Step, Identity(row), row.Prompt.Groups[i]))],
                    RecordingColumns.IsGroupId(column)
                ) is
                { } values
            )
            {
                var next = 0;
                return (
                    [.. rows.Select(row => row.Prompt.QuestionId is null && values[next++] is { } value ? $"group {value}" : KeyOf(row))],
                    column
                );
            }
        }

        // An id that also counts samples and outputs, such as verl's newer uid.
        if (
            byPrompt.Length == 0
            && columns.QuestionId is { } id
            && RecordingColumns.IsGroupId(id)
            && GroupColumn.Samples([.. rows.Select(row => (row.Step, Identity(row), row.Prompt.QuestionId))]) is { } samples
        )
        {
            return ([.. samples.Select(sample => $"group {sample}")], id);
        }

        return ([.. rows.Select(KeyOf)], null);
    }

    private string KeyOf(ImportedRow row) => row.Prompt.QuestionId is { } id ? $"id {id}" : $"prompt {Identity(row)}";

    private string Name(IReadOnlyList<ImportedRow> group, HashSet<string> taken)
    {
        var (first, prompt) = (group[0], Identity(group[0]));
        if (group.FirstOrDefault(row => Identity(row) is { Length: > 0 } other && prompt.Length > 0 && other != prompt) is { } different)
        {
            _mixed.Add(new MixedQuestion(first.Prompt.QuestionId ?? first.Prompt.Text, first.Line, different.Line));
        }

        var answer = group.Select(row => row.Answer).FirstOrDefault(answer => answer is not null);
        var start = first.Prompt.QuestionId ?? QuestionId.Of("recorded", prompt);
        if (!_variants.TryGetValue(start, out var variants))
        {
            _variants[start] = variants = [];
        }

        var isId = first.Prompt.QuestionId is not null;
        var variant = variants.FirstOrDefault(known =>
            !taken.Contains(known.Name) && (isId ? known.Prompt == prompt : Label.Agree(known.Answer, answer))
        );
        if (variant is null)
        {
            var same = variants.Count(known => known.Prompt == prompt && known.Answer == answer);
            variants.Add(
                variant = new Variant(
                    variants.Count == 0 ? start : $"{start}~{QuestionId.Of(start, $"{prompt}\u001e{answer}\u001e{same}")[..8]}",
                    prompt,
                    answer
                )
            );
        }
        else if (variant.Answer is null && answer is not null)
        {
            variants[variants.IndexOf(variant)] = variant with { Answer = answer };
        }

        taken.Add(variant.Name);
        return variant.Name;
    }

    private string Identity(ImportedRow row) => row.Prompt.Identity(_withSystem);

    /// <summary>One question among those that share a starting name.</summary>
    private sealed record Variant(string Name, string Prompt, string? Answer);
}
