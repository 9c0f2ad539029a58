using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Rows;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Imports;

/// <summary>Keeps the most recent recording of a process, so that the stages of all rounds read one file only once.</summary>
internal sealed class RecordingMemory
{
    private (string Digest, RecordingColumns Columns, string? Tokenizer, string? Encoding, double Unreadable)? _key;
    private Recording? _recording;

    /// <summary>One of a stage's inputs, read with the experiment's columns and, where it names a model, its tokenizer.</summary>
    public Recording Of(StageContext context, StageInput input)
    {
        var folder = context.FindInput(InputRole.Tokenizer);
        var key = (
            input.Digest,
            RecordingColumns.From(context.Settings),
            folder?.Digest,
            Encoding(context),
            context.Settings.Get(Imported.Unreadable)
        );
        if (_recording is null || _key != key)
        {
            var tokenizer = folder is null ? null : TokenizerFolder.Load(folder.Path);
            _recording = new RecordingReader(key.Item2, tokenizer is null ? null : tokenizer.Encode).Read(
                input.Path,
                OddRows.UpTo(key.Item5, input.Path, FileWords.Recording),
                key.Item4
            );
            _key = key;
        }

        return _recording;
    }

    private static string? Encoding(StageContext context) =>
        context.Settings.Get(Imported.Encoding) is var name && name != EncodingNames.Automatic ? name : null;

    /// <summary>The recorded step that belongs to a stage's round.</summary>
    /// <exception cref="UserError">EMPO4064 where the file's steps do not match the experiment's rounds.</exception>
    public ImportedStep RoundOf(StageContext context)
    {
        if (context.FindInput(InputRole.RecordedRound) is { } file)
        {
            return Of(context, file) is { Steps: [var only] }
                ? only
                : throw new UserError(
                    "EMPO4064",
                    "The file holds several steps, but of several files each is one round. Keep each step in a file of its own, "
                        + "or all of them in one file; or write imported.columns.step: none to take a whole file as one round.",
                    file.Path
                );
        }

        var recording = Of(context, context.Input(InputRole.Recording));
        return context.Round <= recording.Steps.Count
            ? recording.Steps[context.Round - 1]
            : throw new UserError(
                "EMPO4064",
                $"Round {context.Round} is asked for, but the recording has {recording.Steps.Count} step(s). Set rounds to at "
                    + $"most {recording.Steps.Count}.",
                recording.File
            );
    }
}
