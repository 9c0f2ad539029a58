using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Datasets;

/// <summary>Counts the labels of a file by kind, and keeps the line of the first label of each kind.</summary>
/// <param name="path">The file.</param>
/// <param name="column">Its column of labels.</param>
internal sealed class LabelTally(string path, string column)
{
    private static readonly Dictionary<LabelKind, string> Names = new()
    {
        [LabelKind.Empty] = "empty",
        [LabelKind.Missing] = "missing (null, None, NaN)",
        [LabelKind.NoAnswer] = "without an answer",
    };

    private readonly Dictionary<LabelKind, (int Count, int Line, string? Written)> _kinds = [];

    public int Total => _kinds.Values.Sum(kind => kind.Count);

    /// <summary>Number of labels that are not answers.</summary>
    public int WithoutAnswer => Names.Keys.Sum(Count);

    public int Count(LabelKind kind) => _kinds.GetValueOrDefault(kind).Count;

    /// <param name="line">Line of the row.</param>
    /// <param name="written">The label as written.</param>
    public void Add(LabelKind kind, int line, string? written)
    {
        var known = _kinds.GetValueOrDefault(kind, (0, line, written));
        _kinds[kind] = (known.Item1 + 1, known.Item2, known.Item3);
    }

    /// <summary>Describes in words the labels that are not answers, with the first of each kind; null where all are answers.</summary>
    public string? Describe() =>
        WithoutAnswer == 0
            ? null
            : $"{WithoutAnswer} of the {Total} labels in '{column}' of {Path.GetFileName(path)} are no answer: "
                + string.Join(", ", Names.Where(kind => Count(kind.Key) > 0).Select(kind => Describe(kind.Key, kind.Value)));

    /// <summary>Describes in words the labels that are running text; null where there are none.</summary>
    public string? DescribeProse() =>
        Count(LabelKind.Prose) is 0
            ? null
            : $"{Count(LabelKind.Prose)} of the {Total} labels in '{column}' of {Path.GetFileName(path)} are running text, which "
                + "has neither a box nor '####' nor 'the answer is'; the first stands at line "
                + $"{_kinds[LabelKind.Prose].Line}{Shown(_kinds[LabelKind.Prose].Written)}";

    /// <exception cref="UserError">EMPO2050: more than the allowed share are not answers.</exception>
    /// <param name="most">Share of labels that may lack an answer, from 0 to 1.</param>
    /// <param name="remedy">A whole sentence.</param>
    /// <param name="file">The file that the message points to, with the line.</param>
    public void Require(double most, string remedy, string file, int line)
    {
        if (WithoutAnswer > most * Total)
        {
            throw new UserError(
                "EMPO2050",
                $"{Describe()}. That is more than the share {most.ToString(System.Globalization.CultureInfo.InvariantCulture)} "
                    + $"which {Questions.Unlabelled} admits. {remedy}",
                file,
                line,
                line == 0 ? 0 : 1
            );
        }
    }

    private string Describe(LabelKind kind, string name) =>
        $"{Count(kind)} {name}, the first at line {_kinds[kind].Line}{Shown(_kinds[kind].Written)}";

    private static string Shown(string? written) =>
        string.IsNullOrWhiteSpace(written) ? "" : $" ('{(written.Length > 60 ? written[..60] + "…" : written).ReplaceLineEndings(" ")}')";
}
