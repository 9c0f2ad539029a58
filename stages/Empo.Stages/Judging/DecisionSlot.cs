using Empo.Stages.Tokenization;

namespace Empo.Stages.Judging;

/// <summary>
/// The position at which a prompt's continuations <c>Yes</c> and <c>No</c> differ: the tokens before it and the two possible tokens at it.
/// Found by tokenizing both continuations, so it works for any tokenizer, whether or not the space belongs to the word.
/// </summary>
/// <param name="TokenIds">The tokens that both have in common.</param>
/// <param name="Yes">First token of the Yes continuation that differs.</param>
/// <param name="No">First token of the No continuation that differs.</param>
internal sealed record DecisionSlot(int[] TokenIds, int Yes, int No)
{
    /// <exception cref="UserError">EMPO4051: the tokenizer cannot tell Yes from No.</exception>
    public static DecisionSlot Of(JudgePrompt prompt, JudgedPair pair, ITextTokenizer tokenizer)
    {
        int[] yes, no;
        try
        {
            var filled = prompt.FilledParts(pair);
            (yes, no) = (
                tokenizer.EncodePrompt(prompt.With(pair, "Yes"), filled),
                tokenizer.EncodePrompt(prompt.With(pair, "No"), filled)
            );
        }
        catch (UserError exception)
        {
            throw new UserError(
                "EMPO4051",
                $"The judge's tokenizer cannot write the prompt: {exception.Message} Choose a model that reads the language of "
                    + "the questions.",
                cause: exception
            );
        }

        var common = yes.Zip(no).TakeWhile(tokens => tokens.First == tokens.Second).Count();
        return common > 0 && common < yes.Length && common < no.Length
            ? new DecisionSlot(yes[..common], yes[common], no[common])
            : throw new UserError(
                "EMPO4051",
                "To the judge's tokenizer Yes and No at the end of the prompt begin alike. Choose another model, or another end "
                    + "of score.judge.prompt."
            );
    }
}
