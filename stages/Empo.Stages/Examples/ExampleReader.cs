using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Datasets;
using Empo.Stages.Prompts;
using Empo.Stages.Rollouts;
using Empo.Stages.Rows;
using Empo.Stages.Tokenization;
using Empo.Stages.Training;

namespace Empo.Stages.Examples;

/// <summary>
/// Reads the labelled examples of <c>finetune.dataset</c>: the training questions of a dataset with their answers as written. A question
/// may have several rows, each of which is an example. Questions that are held out, or too much like one, are left out by the rules by
/// which <c>prepare</c> leaves training questions out.
/// </summary>
/// <param name="context">The stage; its inputs are the manifest, its files and the held-out questions.</param>
/// <param name="folder">The model's folder.</param>
/// <param name="positions">Longest sequence that the model can hold.</param>
internal sealed class ExampleReader(StageContext context, string folder, int positions)
{
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private readonly ITextTokenizer _tokenizer = TokenizerFolder.Load(folder);
    private readonly string _response = context.Settings.Get(Finetune.Response);
    private readonly int _most = Math.Min(context.Settings.Get(Finetune.MaxTokens), positions);

    /// <exception cref="UserError">EMPO3100: no example is left; the codes of the dataset's readers.</exception>
    public LabelledExamples Read()
    {
        var manifest = DatasetManifestReader.Read(context.Input(InputRole.Dataset).Path);
        var prompts = new RowPrompts(new PromptFormat(context.Settings, folder), _tokenizer);
        DatasetQuestion[] heldOut = [.. HeldOut()];
        var rows = NotHeldOut(Rows(manifest), heldOut).ToLookup(row => row.Identity);
        var prepared = QuestionPreparation.Prepare(
            manifest.Name,
            heldOut.Concat(rows.Select(group => group.First())),
            Rules(),
            question => question.Split == DatasetSplit.Training
                ? prompts.Encode(question.Dialogue ?? new Dialogue { Question = question.Text })
                : []
        );
        prompts.Report(context.Log);
        foreach (var (reason, count) in prepared.LeftOut)
        {
            Count(reason, count);
        }

        var kept = prepared.Kept[DatasetSplit.Training];
        var examples = kept.SelectMany(question => Examples(question.PromptTokenIds, rows[question.Question.Identity])).ToList();
        return examples.Count > 0
            ? new LabelledExamples(examples, kept.Count, _leftOut)
            : throw new UserError(
                "EMPO3100",
                $"No labelled example is left to train on ({Reasons(_leftOut)}). Give the training files of the manifest a column of "
                    + "answers, or raise finetune.max_tokens.",
                manifest.File
            );
    }

    /// <summary>Reasons and counts for a line.</summary>
    public static string Reasons(IReadOnlyDictionary<string, int> leftOut) =>
        leftOut.Count == 0 ? "none left out" : string.Join(' ', leftOut.Select(reason => $"{reason.Key}={reason.Value}"));

    private IEnumerable<DatasetQuestion> Rows(DatasetManifest manifest)
    {
        string[] files = [.. context.InputsOf(InputRole.Data).Select(file => file.Path)];
        OddRows[] odd = [.. files.Select(file => OddRows.UpTo(context.Settings.Get(Questions.Unreadable), file, FileWords.Questions))];
        DatasetQuestion[] rows = [.. DatasetReader.Questions(manifest, files, odd: odd)];
        foreach (var file in odd)
        {
            file.Report(context.Log);
            foreach (var (word, count) in file.Counts)
            {
                Count(word, count);
            }
        }

        return rows;
    }

    /// <summary>The training rows, but for those that ask a held-out question, whatever system turn stands before it.</summary>
    private IEnumerable<DatasetQuestion> NotHeldOut(IEnumerable<DatasetQuestion> rows, IEnumerable<DatasetQuestion> heldOut)
    {
        var texts = heldOut.Select(question => question.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => row.Split == DatasetSplit.Training))
        {
            if (texts.Contains(row.Text))
            {
                Count("held_out", 1);
                continue;
            }

            yield return row;
        }
    }

    private IEnumerable<DatasetQuestion> HeldOut() =>
        context
            .InputsOf(InputRole.HeldOut)
            .SelectMany(input => ArtifactTable.Read(input.Path, EvaluationQuestionRow.Schema))
            .Select(row => new DatasetQuestion(DatasetSplit.Evaluation, row.Text, row.Answer));

    private PreparationRules Rules() => new()
    {
        MaxTokens = _most,
        Seed = (ulong)context.Settings.Get(General.Seed),
        NearDuplicate = context.Settings.Get(Questions.NearDuplicate),
        Overlap = context.Settings.Get(Questions.Overlap),
        Limits = new Dictionary<DatasetSplit, int>
        {
            [DatasetSplit.Training] = context.Settings.Get(Finetune.Questions),
            [DatasetSplit.Development] = 0,
            [DatasetSplit.Evaluation] = 0,
        },
    };

    private IEnumerable<TrainingSequence> Examples(IReadOnlyList<int> prompt, IEnumerable<DatasetQuestion> rows)
    {
        var end = EndOf(prompt);
        foreach (var row in rows)
        {
            if (Response(row) is not { } text)
            {
                Count("unlabelled", 1);
                continue;
            }

            int[] response = [.. _tokenizer.Encode(text, [(0, text.Length)]), end];
            if (prompt.Count + response.Length > _most)
            {
                Count("too_long", 1);
                continue;
            }

            yield return new TrainingSequence(prompt, response);
        }
    }

    /// <summary>The response of a row; null where it has no label, or no answer where one is asked for.</summary>
    private string? Response(DatasetQuestion row)
    {
        (string Name, string? Value)[] places = [(Finetune.Written, row.Written), (Finetune.Answer, row.Answer)];
        var used = places.Where(place => _response.Contains(place.Name, StringComparison.Ordinal)).ToList();
        return used.Any(place => string.IsNullOrWhiteSpace(place.Value))
            ? null
            : used.Aggregate(_response, (text, place) => text.Replace(place.Name, place.Value, StringComparison.Ordinal));
    }

    /// <summary>The token that ends a response: that of the chat template, of a template written by hand, or the end of text.</summary>
    private int EndOf(IReadOnlyList<int> prompt)
    {
        var chat = context.Settings.Get(Prompt.Chat) == ChatFormat.Template ? TurnEnds.OfTemplate(folder, _tokenizer) : [];
        var ends = chat.Count > 0 ? chat : TurnEnds.In(prompt, folder, _tokenizer);
        return ends.Count > 0 ? ends[0] : _tokenizer.EndOfText ?? StopTokens.Of(_tokenizer, folder, [prompt])[0];
    }

    private void Count(string reason, int count)
    {
        if (count > 0)
        {
            _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + count;
        }
    }
}
