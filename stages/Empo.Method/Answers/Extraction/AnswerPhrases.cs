using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Extraction;

/// <summary>Phrases that announce an answer, in the languages in which models answer, from the strongest to the weakest.</summary>
internal static partial class AnswerPhrases
{
    /// <summary>An answer begins where a match ends; of each phrase the last occurrence counts.</summary>
    public static IReadOnlyList<Regex> All { get; } = [FinalAnswerIs(), FinalAnswer(), AnswerColon(), AnswerIs(), AnswerAlone()];

    /// <summary>Whether any of the phrases can occur: one quick scan of the text saves many searches.</summary>
    public static bool MayOccurIn(string text) => text.AsSpan().ContainsAny(Ascii.IsValid(text) ? AsciiWords : Words);

    /// <summary>"Therefore" where the language has no "the answer is" that must follow: counts only in the last sentence.</summary>
    public static Regex Conclusion { get; } = Therefore();

    // The words below that an ASCII text can contain.
    private static SearchValues<string> AsciiWords { get; } =
        SearchValues.Create(
            [
                "answer", "ans.", "ans:", "ans ", "respuesta", "solucion", "antwort", "antwoord", "risposta", "soluzione", "resposta",
                "odpowied", "svar", "cevap", "jawaban",
            ],
            StringComparison.OrdinalIgnoreCase
        );

    private static SearchValues<string> Words { get; } =
        SearchValues.Create(
            [
                "answer", "ans.", "ans:", "ans ", "答", "解", "结果", "正解", "정답", "답", "respuesta", "solución", "solucion", "réponse",
                "antwort", "antwoord", "lösung", "risposta", "soluzione", "resposta", "ответ", "відповідь", "odpowied", "svar", "cevap",
                "jawaban", "đáp", "câu trả lời", "الجواب", "الإجابة", "उत्तर", "คำตอบ",
            ],
            StringComparison.OrdinalIgnoreCase
        );

    // The phrases in the prompts of public datasets.
    [GeneratedRegex(@"(?<!\{)final answer(?: is|:)(?: the)?(?: final answer is)?\s*:?", RegexOptions.IgnoreCase)]
    public static partial Regex FinalAnswerIs();

    [GeneratedRegex(
        @"(?<!boxed\{)final answer\**\s*(?:is|[:：=]|\n)|最[终后]的?(?:答案|结果)(?:是|为|[:：])*|最終的な答えは|최종 (?:답|정답)(?:은|:)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex FinalAnswer();

    [GeneratedRegex(
        @"(?<!boxed\{)\b(?:answers?|ans)[\s*_}]{0,4}(?:is|are)?[\s*_}]{0,4}[:：=]|\bans\.(?=\s*\S)"
            + @"|(?:答案|解答|答|答え|回答)[\s*】」]{0,4}[:：]|(?:정답|답)\s?[:：]"
            + @"|\b(?:respuesta|réponse|antwort|risposta|resposta|ответ|відповідь|odpowiedź|antwoord|svar|cevap|jawaban|đáp án|đáp "
            + @"số|câu trả lời)\b(?:\s(?:final|finale|definitiva|correcta|correcte|endgültig))?[\s*_]{0,4}[:：]|(?:उत्तर|الجواب"
            + @"|الإجابة|คำตอบ)[\s*]{0,4}[:：]",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex AnswerColon();

    [GeneratedRegex(
        @"\banswers?\b(?:\**|[^.:\n=]{1,80}?)\s+(?:is|are|equals?|(?:would|should|must|will|has to) be|was|comes (?:out )?to"
            + @"|turns out to be|becomes)\b(?!\s+(?:correct|right|wrong|incorrect|not correct)\b)"
            + @"|(?:答案|解)(?:应该|应|就|便|分别)?[是为為选選]|[得到]?(?:所以|因此|故|综上)[^。！？\n]{0,30}?答案[是为：:]?"
            + @"|(?:答え|解答|解|回答)は|(?:정답|답)[은는이]"
            + @"|\b(?:la|nuestra) (?:respuesta|solución|solucion)(?: correcta| final)? (?:es|sería|seria)\b|\bles? réponses? "
            + @"(?:finale |correcte |exacte )?(?:est|sont|serait)\b|\bla (?:bonne |mauvaise )?réponse(?: finale| correcte)? (?:est"
            + @"|serait)\b"
            + @"|\bdie (?:richtige |korrekte |endgültige )?(?:antwort|lösung) (?:ist|lautet|wäre)\b|\bla (?:risposta|soluzione)(?: "
            + @"corretta| finale)? è\b|\ba resposta(?: correta| final)? (?:é|seria)\b"
            + @"|\bhet (?:juiste )?antwoord is\b|\b(?:odpowiedź|odpowiedzią) (?:to|jest|brzmi)\b|\bsvaret är\b|\bcevap\b(?=\s)"
            + @"|\bjawaban(?:nya)? adalah\b|(?:câu trả lời|đáp án|đáp số)(?: đúng| cuối cùng)? là|\bправильный ответ\s?[-—–:]?"
            + @"|\bответ\s?[-—–]|(?:الجواب|الإجابة)(?: الصحيحة| النهائية)? (?:هو|هي)|คำตอบคือ|उत्तर(?= )",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex AnswerIs();

    // A heading, or the bare word before a value.
    [GeneratedRegex(
        @"(?<!boxed\{)\banswers?\b\**(?:[ \t]*\n+|\s+(?=[-+]?[\d$\\(\[]))|(?:^|\n)[#\s*]{0,12}(?:答案|解答|答え|정답|respuesta|réponse"
            + @"|antwort|risposta|resposta|ответ)[\s*#]{0,12}\n",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex AnswerAlone();

    [GeneratedRegex(@"(?:所以|因此|从而|于是|综上所述|综上|故)[，,：:\s]*(?:[^，。；！？\n=]{0,30}?[是为](?!什么|何))?|したがって[、,]*|よって[、,]*|따라서[,\s]*")]
    private static partial Regex Therefore();
}
