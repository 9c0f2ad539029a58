using System.Globalization;
using Empo.Experiments.Execution;

namespace Empo.Experiments.Protocol;

/// <summary>
/// Why a rank ended its group. It is left as a file, since messages are lost when a launcher kills the processes of a job.
/// </summary>
public sealed record RankFailure
{
    private const string Ending = ".failure";

    public required int Rank { get; init; }

    public required string Host { get; init; }

    public required string Code { get; init; }

    public required string Text { get; init; }

    public string? File { get; init; }

    public int Line { get; init; }

    /// <summary>The stack trace of a defect, or null.</summary>
    public string? Trace { get; init; }

    /// <summary>Whether the stage may run in fresh processes.</summary>
    public bool Fresh { get; init; }

    public static RankFailure Of(Exception exception, int rank, string host) => exception switch
    {
        UserError error => new()
        {
            Rank = rank,
            Host = host,
            Code = error.Code,
            Text = (StoreFault.Is(error) ? string.Create(CultureInfo.InvariantCulture, $"Rank {rank} on {host}: ") : "") + error.Message,
            File = error.File,
            Line = error.Line,
        },
        FreshProcessException fresh => new() { Rank = rank, Host = host, Code = "", Text = fresh.Message, Fresh = true },
        _ => new()
        {
            Rank = rank,
            Host = host,
            Code = "EMPO6010",
            Text = string.Create(
                CultureInfo.InvariantCulture,
                $"Rank {rank} on {host} failed by a defect of Empo.Pipeline: {exception.GetType().Name}: {exception.Message} ")
                + "The stack trace follows in the log; please report it.",
            Trace = exception.ToString(),
        },
    };

    /// <summary>The exception for the process that asked.</summary>
    public Exception ToException() => Fresh ? new FreshProcessException(Text) : new UserError(Code, Text, File, Line);

    /// <summary>Leaves it in a folder: <c>rank-003.failure</c>.</summary>
    public void Leave(string folder) =>
        System.IO.File.WriteAllText(
            Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"rank-{Rank:D3}{Ending}")),
            RankWire.WriteFailure(this));

    /// <summary>The failures in a folder, the lowest rank first; none where it does not exist.</summary>
    public static IReadOnlyList<RankFailure> In(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "rank-*" + Ending)
                .Order(StringComparer.Ordinal)
                .Select(file => RankWire.ReadReply(System.IO.File.ReadAllText(file))?.Failure)
                .OfType<RankFailure>()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Removes those of an earlier group.</summary>
    public static void Forget(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "rank-*" + Ending))
        {
            System.IO.File.Delete(file);
        }
    }
}
