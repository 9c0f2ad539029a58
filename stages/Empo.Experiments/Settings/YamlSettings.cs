using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Empo.Experiments.Settings;

/// <summary>
/// Reads the nested mapping of an experiment file into dotted paths, with positions. Only plain data passes: anchors, aliases, tags and
/// several documents are refused. Nesting and size are bounded, so no file can keep the reader busy for long.
/// </summary>
internal static class YamlSettings
{
    private const long MaxFile = 1 << 20;
    private const int MaxNesting = 6;

    /// <summary>All settings of a file in the order of the text.</summary>
    /// <exception cref="UserError">EMPO1001 for a text that is not plain YAML, EMPO1002 for a file that cannot be read.</exception>
    public static IReadOnlyList<RawSetting> Read(string file)
    {
        var parser = new Parser(new StringReader(ReadText(file)));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                return [];
            }

            parser.Consume<DocumentStart>();
            var found = new List<RawSetting>();
            var top = parser.Current!;
            if (top is not MappingStart)
            {
                throw Refuse(file, top, "the file holds no mapping of settings. Write lines such as 'rounds: 40'.");
            }

            ReadMapping(parser, file, "", 0, found);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                throw Refuse(file, parser.Current!, "a second YAML document follows. Keep one experiment in a file.");
            }

            return found;
        }
        catch (Exception exception) when (YamlMistake.Is(exception))
        {
            throw YamlMistake.Of(exception, "EMPO1001", file, parser.Current?.End);
        }
    }

    private static string ReadText(string file)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MaxFile })
            {
                throw new UserError(
                    "EMPO1002",
                    $"The file is larger than {MaxFile >> 20} MB, which no experiment needs. Check that EmpoExperiment names "
                        + "a YAML file.",
                    file
                );
            }

            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError(
                "EMPO1002",
                $"The file cannot be read: {exception.Message} Check the path and the permissions.",
                file,
                cause: exception
            );
        }
    }

    private static void ReadMapping(Parser parser, string file, string prefix, int depth, List<RawSetting> found)
    {
        var start = parser.Consume<MappingStart>();
        Plain(file, start);
        if (depth > MaxNesting)
        {
            throw Refuse(file, start, $"the settings are nested more than {MaxNesting} deep. No setting is.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Current is not Scalar)
            {
                throw Refuse(file, parser.Current!, "a key is not plain text. Write 'name: value'.");
            }

            var key = parser.Consume<Scalar>();
            Plain(file, key);
            if (!seen.Add(key.Value))
            {
                throw Refuse(file, key, $"'{prefix}{key.Value}' is written twice. Keep one of them.");
            }

            ReadValue(parser, file, prefix + key.Value, key, depth, found);
        }
    }

    private static void ReadValue(Parser parser, string file, string path, Scalar key, int depth, List<RawSetting> found)
    {
        switch (parser.Current)
        {
            case MappingStart:
                ReadMapping(parser, file, path + ".", depth + 1, found);
                return;
            case SequenceStart:
                found.Add(ReadList(parser, file, path, key));
                return;
            case Scalar:
                var scalar = parser.Consume<Scalar>();
                Plain(file, scalar);
                found.Add(
                    new RawSetting(
                        path,
                        scalar.Value,
                        false,
                        file,
                        (int)scalar.Start.Line,
                        (int)scalar.Start.Column,
                        (int)key.Start.Line,
                        (int)key.Start.Column
                    )
                );
                return;
            default:
                throw Refuse(file, parser.Current!, "aliases are not supported. Write the value itself.");
        }
    }

    private static RawSetting ReadList(Parser parser, string file, string path, Scalar key)
    {
        var start = parser.Consume<SequenceStart>();
        Plain(file, start);
        var items = new List<string>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (parser.Current is not Scalar)
            {
                throw Refuse(file, parser.Current!, $"the list '{path}' holds something that is not a plain value. Write '[1, 4, 16]'.");
            }

            var item = parser.Consume<Scalar>();
            Plain(file, item);
            items.Add(item.Value);
        }

        return new RawSetting(
            path,
            $"[{string.Join(' ', items)}]",
            true,
            file,
            (int)start.Start.Line,
            (int)start.Start.Column,
            (int)key.Start.Line,
            (int)key.Start.Column
        );
    }

    private static void Plain(string file, NodeEvent node)
    {
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
        {
            throw Refuse(file, node, "anchors and tags are not supported. Write plain values.");
        }
    }

    private static UserError Refuse(string file, ParsingEvent at, string why) =>
        new("EMPO1001", $"The experiment cannot be read: {why}", file, (int)at.Start.Line, (int)at.Start.Column);
}
