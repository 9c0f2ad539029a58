using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Stages.Datasets;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>The prompts of a dataset's rows. Rows that the chat template refuses are left out and counted.</summary>
internal sealed class RowPrompts(PromptFormat format, ITextTokenizer tokenizer)
{
    private UserError? _first;
    private int _refused;
    private bool _any;

    /// <summary>A row's prompt in tokens; null where the chat template refuses the row.</summary>
    /// <exception cref="UserError">As <see cref="PromptFormat.Compose(Dialogue)"/>, but for a refusal.</exception>
    public int[]? Encode(Dialogue dialogue)
    {
        try
        {
            var ids = format.Encode(dialogue, tokenizer);
            _any = true;
            return ids;
        }
        catch (UserError refusal) when (refusal.Code == TemplateFailure.Refusal)
        {
            _first ??= refusal;
            _refused++;
            return null;
        }
    }

    /// <summary>Warns of the rows that were refused.</summary>
    /// <exception cref="UserError">EMPO4102: all were, so the cause is no row.</exception>
    public void Report(IStageLog log)
    {
        if (_first is null)
        {
            return;
        }

        if (!_any)
        {
            throw _first;
        }

        var rows = string.Create(CultureInfo.InvariantCulture, $"{_refused} {(_refused == 1 ? "question is" : "questions are")}");
        log.Warning(
            "EMPO4108",
            $"{rows} left out, because the chat template refuses them. The first: {_first.Message}",
            _first.File,
            _first.Line
        );
    }
}
