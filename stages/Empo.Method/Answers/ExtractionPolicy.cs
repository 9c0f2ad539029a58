namespace Empo.Method.Answers;

/// <summary>Where in a response the answer may be.</summary>
public enum ExtractionPolicy
{
    /// <summary>In a closed box only; boxes that follow one another directly are one answer. The paper's recipes.</summary>
    Boxed,

    /// <summary>In a box, or else after a phrase such as "the answer is".</summary>
    BoxedOrPhrase,

    /// <summary>
    /// Also a last box that was never closed, else the last formula or number, or the whole text if it is only an answer.
    /// </summary>
    Any,

    /// <summary>As <see cref="Any"/>, but only in LaTeX: plain numbers and words do not count.</summary>
    AnyLatex,

    /// <summary>The last plain number; a comma that does not separate thousands is a decimal comma.</summary>
    AnyNumber,

    /// <summary>The letter of an option, A to J, in a box or after "the answer is": for multiple-choice questions.</summary>
    Choice,

    /// <summary>The text is the answer itself.</summary>
    None,
}
