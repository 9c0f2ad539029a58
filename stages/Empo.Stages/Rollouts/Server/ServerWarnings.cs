using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Warnings about a server's samples, each given once and with a count. Several requests may report at the same time.</summary>
internal sealed class ServerWarnings(IStageLog log)
{
    private readonly Lock _saying = new();
    private bool _textOnly;
    private int _withoutNumbers;
    private int _cut;
    private int _idsLost;
    private int _all;

    /// <summary>Fields that are no longer sent.</summary>
    /// <param name="fields">Left out from now on.</param>
    /// <param name="said">The server's words.</param>
    public void LeftOut(IReadOnlyList<RequestField> fields, string said)
    {
        var meanings = fields.Select(field => field.Without).Where(meaning => meaning.Length > 0).Distinct().ToList();
        var plain = fields.Where(field => field.Without.Length == 0).Select(field => field.Name).ToList();
        if (plain.Count > 0)
        {
            meanings.Insert(
                0,
                $"its own default of {string.Join(", ", plain)} holds, which must be neutral for samples of the model's distribution"
            );
        }

        Warning(
            "EMPO4086",
            $"The server refuses {string.Join(", ", fields.Select(field => field.Name))} ({said}), so requests go without: "
                + $"{string.Join("; ", meanings)}."
        );
    }

    /// <summary>The server does not take <c>n</c>.</summary>
    public void OneAtATime(string said) => Line($"server: one choice a request, since it does not take n ({said})");

    /// <summary>The choices of one request are copies of each other.</summary>
    public void Copies(int choices) =>
        Warning(
            "EMPO4087",
            $"The server gives {choices.ToString(CultureInfo.InvariantCulture)} equal choices to one request and other ones to "
                + "other seeds, so it draws all choices of a request with one seed (SGLang with --enable-deterministic-inference). "
                + "Each sample is asked for by itself from now on; what was sampled so is right."
        );

    /// <summary>Counts what was missing; text without ids is reported at once.</summary>
    public void Say(IEnumerable<ReadCompletion> completions)
    {
        foreach (var read in completions)
        {
            _all++;
            _withoutNumbers += read.WithoutNumbers ? 1 : 0;
            _cut += read.Cut ? 1 : 0;
            _idsLost += read.IdsLost ? 1 : 0;
            if (read.TextOnly && !_textOnly)
            {
                _textOnly = true;
                Warning(
                    "EMPO4078",
                    "The server gives text without token ids, so responses were encoded anew: their tokens may not be those that "
                        + "were sampled, and they have no log-probabilities. Use a server that returns token ids (vLLM 0.10.2 or "
                        + "later)."
                );
            }
        }
    }

    /// <summary>Reports the counts.</summary>
    public void SayCounts()
    {
        if (_withoutNumbers > 0)
        {
            Warning(
                "EMPO4088",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_withoutNumbers} of {_all} responses came with log-probabilities of which some are null, infinite or no "
                        + $"number; these responses are kept without log-probabilities, which training does not need."
                )
            );
        }

        if (_idsLost > 0)
        {
            Warning(
                "EMPO4090",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_idsLost} of {_all} responses came without some of their token ids, because llama.cpp lists no token that ends "
                        + $"inside a character. They were encoded anew: their tokens may not be those that were sampled, and they have "
                        + $"no log-probabilities."
                )
            );
        }

        if (_cut > 0)
        {
            Warning(
                "EMPO4089",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_cut} of {_all} responses went on after a stop token and were cut there: the server does not take "
                        + $"stop_token_ids. The samples are right, but it computed tokens for nothing; let it end at the model's end of "
                        + $"turn."
                )
            );
        }
    }

    private void Warning(string code, string text)
    {
        lock (_saying)
        {
            log.Warning(code, text);
        }
    }

    private void Line(string text)
    {
        lock (_saying)
        {
            log.Line(text);
        }
    }
}
