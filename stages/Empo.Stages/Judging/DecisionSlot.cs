using Empo.Stages.Tokenization;

namespace Empo.Stages.Judging;

/// <summary>
/// The place where a prompt's continuations <c>Yes</c> and <c>No</c> part: the tokens before it and the two tokens that may stand there.
/// Found by tokenizing both continuations, so it holds for any tokenizer, whether the space belongs to the word or not.
/// </summary>
/// <param name="TokenIds">What both have in common.</param>
/// <param name="Yes">First token of Yes that is not one of No.</param>
/// <param name="No">First token of No that is not one of Yes.</param>
internal sealed record DecisionSlot(int[] TokenIds, int Yes, int No)
{
    /// <exception cref="UserError">EMPO4051: the tokenizer cannot tell Yes from No.</exception>
    public static DecisionSlot Of(JudgePrompt prompt, JudgedPair pair, ITextTokenizer tokenizer)
    {
        int[] yes, no;
        try
        {
            var filled = prompt.FilledParts(pair);
            (yes, no) = (tokenizer.Encode(prompt.With(pair, "Yes"), filled), tokenizer.Encode(prompt.With(pair, "No"), filled));
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
