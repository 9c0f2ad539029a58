using Empo.Method.Answers;
using Empo.Method.Answers.Extraction;

namespace Empo.UnitTests.Method.Answers;

/// <summary>
/// Remarks behind an answer, each way in which one begins. A look for single words spares most texts the pattern, so every beginning has to
/// be among those words.
/// </summary>
public sealed class RemarkCutTests
{
    [Theory]
    [InlineData("5, i.e. 10/2")]
    [InlineData("5, e.g. in metres")]
    [InlineData("5, that is ten halves")]
    [InlineData("5 which is odd")]
    [InlineData("5 who knew")]
    [InlineData("5 because it converges")]
    [InlineData("5 since x > 0")]
    [InlineData("5 as we have seen")]
    [InlineData("5 as required")]
    [InlineData("5, so it is odd")]
    [InlineData("5 thus odd")]
    [InlineData("5, hence odd")]
    [InlineData("5, therefore odd")]
    [InlineData("5 but barely")]
    [InlineData("5 and not 6")]
    [InlineData("5, not 6")]
    [InlineData("5 instead")]
    [InlineData("5 rather than 6")]
    [InlineData("5, meaning five")]
    [InlineData("5, giving ten")]
    [InlineData("5 where x > 0")]
    [InlineData("5 whereas y is 6")]
    [InlineData("5 while y is 6")]
    [InlineData("5, in other words five")]
    [InlineData("5 in order to win")]
    [InlineData("5, namely five")]
    [InlineData("5 assuming x > 0")]
    [InlineData("5 given that x > 0")]
    [InlineData("5 according to the table")]
    [InlineData("5 from which it follows")]
    [InlineData("5 from step 2")]
    [InlineData("5 rounded")]
    [InlineData("5 when rounded")]
    [InlineData("5 using the table")]
    [InlineData("5 obtained above")]
    [InlineData("5 as opposed to 6")]
    [InlineData("5 see above")]
    [InlineData("5, recall that")]
    [InlineData("5 note that")]
    [InlineData("5 check it")]
    [InlineData("5 (= 10/2)")]
    [InlineData("5 (approx)")]
    [InlineData("5\t(about 4.9)")]
    [InlineData("5\n(or 10/2)")]
    [InlineData("5 (12 eggs)")]
    [InlineData("5; that much")]
    [InlineData("5 — said he")]
    [InlineData("5，因为")]
    [InlineData("5（见上）")]
    public void A_remark_is_cut_off(string clause) => Assert.Equal("5", RemarkCut.Of(clause, [], 1));

    [Theory]
    [InlineData("(1, 2)")]
    [InlineData("5 km/h")]
    [InlineData("x = 5 or x = 6")]
    [InlineData("São Paulo")]
    public void What_is_no_remark_stays(string clause) => Assert.Equal(clause, RemarkCut.Of(clause, [], 1));

    [Theory]
    [InlineData("La respuesta es 5.")]
    [InlineData("La solucion es 5.")]
    [InlineData("Die Antwort ist 5.")]
    [InlineData("La risposta corretta è 5.")]
    [InlineData("A resposta é 5.")]
    [InlineData("Svaret är 5.")]
    [InlineData("Jawaban: 5")]
    [InlineData("Cevap: 5")]
    [InlineData("ANSWER: 5")]
    [InlineData("ans. 5")]
    [InlineData("Het antwoord is 5.")]
    [InlineData("答案是5。")]
    [InlineData("所以 x 是 5。")]
    public void A_phrase_is_found_in_ASCII_texts_and_in_others(string response) =>
        Assert.Equal("5", AnswerExtraction.Extract(response, ExtractionPolicy.BoxedOrPhrase));
}
