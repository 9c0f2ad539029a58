using Empo.Experiments.Settings;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Empo.Stages.Datasets;

/// <summary>Reads a dataset manifest.</summary>
internal static class DatasetManifestReader
{
    private static readonly Dictionary<string, DatasetSplit> Splits = new(StringComparer.Ordinal)
    {
        ["training"] = DatasetSplit.Training,
        ["development"] = DatasetSplit.Development,
        ["evaluation"] = DatasetSplit.Evaluation,
    };

    private static readonly Dictionary<string, bool> SystemTurns = new(StringComparer.Ordinal) { ["use"] = true, ["leave_out"] = false };

    private static readonly Dictionary<string, bool> LastReplies = new(StringComparer.Ordinal)
    {
        ["prefill"] = true,
        ["leave_out"] = false,
    };

    private static readonly Dictionary<string, string> Encodings = EncodingNames.All.ToDictionary(name => name, StringComparer.Ordinal);

    private static readonly Dictionary<string, bool> Kinds = new(StringComparer.Ordinal) { ["generator"] = true, ["files"] = false };

    /// <exception cref="UserError">EMPO2002: not YAML. EMPO2010: an unknown key. EMPO2011: a missing or wrong value. Each at its
    /// line.</exception>
    public static DatasetManifest Read(string file)
    {
        var top = new ManifestSection(
            file,
            "the manifest",
            Root(file),
            "name", "licence", "origin", "kind", "generator", "seed", "counts", "arithmetic",
            "files"
        );
        var manifest = new DatasetManifest
        {
            File = file,
            Name = top.Text("name"),
            Licence = top.Text("licence"),
            Origin = top.Text("origin"),
        };
        if (top.Choice("kind", Kinds))
        {
            Without(top, "files", "a generator reads no files");
            return manifest with { Arithmetic = ReadArithmetic(top) };
        }

        Without(top, "generator", "'kind: files' has no generator");
        return manifest with { Files = ReadFiles(top) };
    }

    private static void Without(ManifestSection top, string key, string why)
    {
        if (top.Has(key))
        {
            throw top.Refuse(key, $"{why}. Remove '{key}' or change 'kind'");
        }
    }

    private static ArithmeticDataset ReadArithmetic(ManifestSection top)
    {
        if (top.Text("generator") != "arithmetic")
        {
            throw top.Refuse("generator", $"there is no generator '{top.Text("generator")}'. The only one is arithmetic");
        }

        var counts = top.Section("counts", [.. Splits.Keys]);
        var section = top.Section("arithmetic", "steps", "start", "operand", "values", "names", "objects", "gains", "losses", "shortcut");
        return new ArithmeticDataset
        {
            Seed = (ulong)top.Integer("seed", 0, int.MaxValue),
            Counts = Splits.ToDictionary(split => split.Value, split => counts.Integer(split.Key, 1, 1_000_000)),
            Steps = section.Integer("steps", 1, 32),
            Start = section.Range("start", 0, 999_999),
            Operand = section.Range("operand", 1, 999_999),
            Values = section.Range("values", 0, 999_999),
            Names = section.Words("names"),
            Objects = section.Words("objects"),
            Gains = section.Words("gains"),
            Losses = section.Words("losses"),
            Shortcut = section.OptionalShare("shortcut", 0),
        };
    }

    private static IReadOnlyList<DataFile> ReadFiles(ManifestSection top)
    {
        var entries = top.Sections(
            "files", "path", "encoding", "sha256", "licence", "origin", "split", "question", "answer", "options", "id", "source", "extras",
            "weight", "remove_prefix", "remove_suffix", "system",
            "last_reply"
        );
        var files = entries.Select(ReadFile).ToList();
        if (files.Count == 0)
        {
            throw top.Refuse("files", "no file is listed. Add '- path: <file>'");
        }

        for (var i = 0; i < files.Count; i++)
        {
            if (files[i] is { Split: DatasetSplit.Training, Weight: null } && files.Any(file => file.Weight is not null))
            {
                throw entries[i].Refuse("split", "other training files have a weight. Give each training file one, or none");
            }
        }

        return files;
    }

    private static DataFile ReadFile(ManifestSection entry)
    {
        var file = new DataFile
        {
            Path = entry.Text("path"),
            Encoding = entry.Has("encoding") ? entry.Choice("encoding", Encodings) : null,
            Sha256 = entry.TextOrNull("sha256"),
            Licence = entry.TextOrNull("licence"),
            Origin = entry.TextOrNull("origin"),
            Split = entry.Choice("split", Splits),
            Question = entry.Text("question"),
            Answer = entry.TextOrNull("answer"),
            Options = entry.TextOrNull("options"),
            Id = entry.TextOrNull("id"),
            Source = entry.TextOrNull("source"),
            Extras = entry.Texts("extras"),
            Weight = entry.Has("weight") ? entry.Positive("weight") : null,
            RemovePrefix = entry.OptionalText("remove_prefix", ""),
            RemoveSuffix = entry.OptionalText("remove_suffix", ""),
            Line = entry.Line,
            AnswerLine = entry.LineOf("answer"),
            UsesSystemTurns = entry.Has("system") ? entry.Choice("system", SystemTurns) : null,
            RepliesArePrefills = entry.Has("last_reply") ? entry.Choice("last_reply", LastReplies) : null,
        };
        return file switch
        {
            { Weight: not null, Split: not DatasetSplit.Training } => throw entry.Refuse(
                "weight",
                "only training files are drawn by weight. Remove the line"
            ),
            { Sha256: { } digest } when digest.Length != 64 || !digest.All(char.IsAsciiHexDigit) => throw entry.Refuse(
                "sha256",
                "'sha256' must be 64 hexadecimal digits, as sha256sum prints them. Correct or remove it"
            ),
            _ => file,
        };
    }

    private static YamlNode Root(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var stream = new YamlStream();
            stream.Load(reader);
            return stream.Documents is [var document]
                ? document.RootNode
                : throw new UserError(
                    "EMPO2011",
                    "The dataset manifest cannot be used: it must hold exactly one YAML document. Write lines such as 'name: value'.",
                    file,
                    1,
                    1
                );
        }
        catch (YamlException exception)
        {
            throw new UserError(
                "EMPO2002",
                $"This is not valid YAML: {exception.Message}. Fix the syntax at this place.",
                file,
                (int)exception.Start.Line,
                (int)exception.Start.Column,
                exception
            );
        }
        catch (InvalidOperationException exception)
        {
            // YamlDotNet's scanner throws this, without a position, for a flow sequence that runs into a mapping key.
            throw new UserError(
                "EMPO2002",
                "This is not valid YAML: a bracket or brace is not closed. Fix the syntax.",
                file,
                1,
                1,
                exception
            );
        }
    }
}
