using System.Globalization;
using Empo.Experiments.Execution;

namespace Empo.Stages.Rows;

/// <summary>
/// The odd rows of one file, counted by kind, with the first of each kind. One odd row does not make a file unusable. More than a stated
/// share of them does, and so does a file without a readable row.
/// </summary>
internal sealed class OddRows
{
    private const int MaxReason = 240;

    private readonly SortedDictionary<RowFault, OddCount> _leftOut = [];
    private readonly SortedDictionary<RowRemark, OddCount> _remarks = [];
    private readonly string _file;
    private readonly FileWords _words;
    private readonly double? _most;
    private (RowFault Fault, OddRow Row)? _first;

    private OddRows(string file, FileWords words, double? most) => (_file, _words, _most) = (file, words, most);

    public FileWords Words => _words;

    /// <summary>Rows that are used.</summary>
    public long Read { get; private set; }

    /// <summary>Rows that are left out.</summary>
    public long LeftOut => _leftOut.Values.Sum(count => (long)count.Rows);

    /// <summary>The word and the number of rows for each kind that is left out.</summary>
    public IEnumerable<(string Word, int Rows)> Counts => _leftOut.Select(kind => (FaultWords.Faults[kind.Key].Word, kind.Value.Rows));

    /// <param name="most">Largest share of rows that may be left out, 0 to 1.</param>
    public static OddRows UpTo(double most, string file, FileWords words) => new(file, words, most);

    /// <summary>Allows no odd row: the first one is an error.</summary>
    public static OddRows None(string file, FileWords words) => new(file, words, null);

    /// <summary>Counts rows that are used.</summary>
    public void Accept(int rows = 1) => Read += rows;

    /// <summary>Counts a row that is left out.</summary>
    /// <param name="rows">Number of rows lost with it, where one piece of damage hides several.</param>
    /// <exception cref="UserError">No row may be odd.</exception>
    public void LeaveOut(RowFault fault, OddRow row, int rows = 1)
    {
        if (_most is null)
        {
            throw Failure(fault, $"Row {row.Number} cannot be read: {row.Why}.", row.Line);
        }

        _first ??= (fault, row);
        Count(_leftOut, fault, row, rows);
    }

    /// <summary>Counts a row, or a response in it, that is odd but used.</summary>
    public void Remark(RowRemark remark, OddRow row) => Count(_remarks, remark, row, 1);

    /// <summary>Call after the last row.</summary>
    /// <exception cref="UserError">No row can be read, or more than the stated share cannot.</exception>
    public void Judge()
    {
        if (_first is not var (fault, row))
        {
            return;
        }

        if (Read == 0)
        {
            throw Failure(fault, $"Not one of the file's {LeftOut} row(s) can be read. Row {row.Number}: {row.Why}.", row.Line);
        }

        var all = Read + LeftOut;
        if (_most is { } most && LeftOut > most * all)
        {
            var kinds = string.Join(
                "; ",
                _leftOut.Select(kind =>
                    $"{kind.Value.Rows} {FaultWords.Faults[kind.Key].Phrase} (first row {kind.Value.First.Number}: {kind.Value.First.Why})"
                )
            );
            var share = (100.0 * LeftOut / all).ToString("0.### '%'", CultureInfo.InvariantCulture);
            throw new UserError(
                _words.ShareCode,
                $"{LeftOut} of {all} rows ({share}) cannot be read: {kinds}. Fix the file, or raise {_words.ShareSetting} "
                    + $"({most.ToString(CultureInfo.InvariantCulture)}) if the other rows are what you want.",
                _file,
                row.Line
            );
        }
    }

    /// <summary>Warns about each kind, at its first row.</summary>
    public void Report(IStageLog log)
    {
        foreach (var (fault, count) in _leftOut)
        {
            var words = FaultWords.Faults[fault];
            log.Warning(
                _words.LeftOutCode,
                $"{count.Rows} of {Read + LeftOut} row(s) left out: {words.Phrase}. The first is row {count.First.Number}: "
                    + $"{count.First.Why}. {words.Remedy ?? _words.ColumnRemedy}",
                _file,
                count.First.Line
            );
        }

        foreach (var (remark, count) in _remarks)
        {
            var words = FaultWords.Remarks[remark];
            log.Warning(
                _words.RemarkCode,
                $"{count.Rows} {words.Phrase}. The first is row {count.First.Number}: {count.First.Why}. {words.Remedy}",
                _file,
                count.First.Line
            );
        }
    }

    private UserError Failure(RowFault fault, string what, int line) =>
        new(
            FaultWords.Faults[fault].Code ?? _words.RowCode,
            $"{what} {FaultWords.Faults[fault].Remedy ?? _words.ColumnRemedy}",
            _file,
            line,
            line == 0 ? 0 : 1
        );

    private static void Count<T>(SortedDictionary<T, OddCount> counts, T kind, OddRow row, int rows)
        where T : struct, Enum
    {
        counts[kind] = counts.TryGetValue(kind, out var count)
            ? count with { Rows = count.Rows + rows }
            : new OddCount(rows, row with { Why = row.Why.Length > MaxReason ? row.Why[..MaxReason] + "…" : row.Why });
    }
}
