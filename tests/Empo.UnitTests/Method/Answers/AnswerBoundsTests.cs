using CsCheck;
using Empo.Benchmarks;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method.Answers;

/// <summary>No input hangs or crashes the reader, and no work outlives its budget.</summary>
public sealed class AnswerBoundsTests
{
    // Processor time of the thread, and ten times the 50 ms that the benchmark's verb fuzz holds on a quiet machine: shared caches and a
    // busy sibling core stretch processor time too. What grows faster than its input is far beyond. The least of some attempts, because new
    // code is slow until it is compiled in full.
    private const int Attempts = 40;
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(500);

    public static TheoryData<string, string> CostlyAnswers => new()
    {
        { "tower", "9^{9^9}" },
        { "tall tower", "2^{2^{2^{2^{2^{2^{2}}}}}}" },
        { "factorial", "1000000!" },
        { "factorials of factorials", "5!!!!!!!!" },
        { "long product", string.Join(@"\cdot ", Enumerable.Range(1, 100_000)) },
        { "product that fits", string.Join("*", Enumerable.Range(1, 700)) },
        { "parentheses", new string('(', 300) + "1" + new string(')', 300) },
        { "braces", string.Concat(Enumerable.Repeat("{", 900)) },
        { "signs", new string('-', 2_900) + "1" },
        { "fractions", string.Concat(Enumerable.Repeat(@"\frac{1}{1+", 60)) + "1" + new string('}', 60) },
        { "roots", string.Concat(Enumerable.Repeat(@"\sqrt{2+", 100)) + "1" + new string('}', 100) },
        { "digits", new string('7', 1_000_000) },
        { "exponent", "1e999999999" },
        { "negative exponent", "10^{-1000000}" },
        { "garbage", string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)(33 + (i * 7919 % 90)))) },
        { "dollars", new string('$', 100_000) },
        { "open formulas", string.Concat(Enumerable.Repeat(@"\[", 50_000)) },
        { "open inline formulas", string.Concat(Enumerable.Repeat(@"\(", 50_000)) },
        { "boxes", string.Concat(Enumerable.Repeat(@"\boxed{1}", 50_000)) },
        { "open boxes", string.Concat(Enumerable.Repeat(@"\boxed{", 50_000)) },
        { "phrases", string.Concat(Enumerable.Repeat("the answer is ", 50_000)) },
        { "thousands", string.Join(",", Enumerable.Repeat("111", 700)) },
        { "spaced thousands", string.Join(" ", Enumerable.Repeat("111", 30_000)) },
        { "bars", new string('|', 2_900) },
        { "sum", @"\sum_{k=1}^{400} \frac{1}{k!}" },
        { "nested sums", @"\sum_{a=1}^{400} \sum_{b=1}^{400} \sum_{c=1}^{400} a b c" },
        { "endless sum", @"\sum_{k=1}^{\infty} \frac{1}{k}" },
        { "matrices", string.Concat(Enumerable.Repeat(@"\begin{pmatrix}1&2\\3&4\end{pmatrix}", 60)) },
        { "plus-minus", string.Concat(Enumerable.Repeat(@"\pm 1", 300)) },
        { "union", string.Join(@"\cup", Enumerable.Range(0, 200).Select(i => $"({3 * i},{(3 * i) + 1})")) },
        { "listed inequalities", string.Join(" or ", Enumerable.Range(0, 200).Select(i => $"{3 * i}<x<{(3 * i) + 1}")) },
        { "units", string.Concat(Enumerable.Repeat("5 km/", 500)) },
        { "micro signs", string.Concat(Enumerable.Repeat(@"5\mu", 200)) },
        { "open units", string.Concat(Enumerable.Repeat("5 (((km", 400)) },
        { "names in texts", @"\text{1A1B=1}A1" + string.Concat(Enumerable.Repeat("H2O", 900)) },
        { "roots of many names", string.Join("+", Enumerable.Range(0, 60).Select(i => $@"\sqrt{{x_{i}}}")) },
        { "rows of text", @"\begin{cases}\text{\\}1\end{cases}" },
        { "ends of text", @"\begin{pmatrix}\text{\end}1\end{pmatrix}" },
        { "binomial", @"\binom{1000000}{500000}" },
        { "modulus", @"10^{300} \mod 7" },
        { "big modulus", @"7^{7^{7}} \mod 10" },
        { "spaces behind a modulus", "(mod" + new string(' ', 2_900) + "= 5" },
        { "tabs behind a modulus", "(mod" + new string('\t', 2_900) + "= 5" },
        { "spaces behind a parameter", "for integer" + new string('$', 2_900) + "mod 5" },
        { "moduli", "x \equiv " + string.Concat(Enumerable.Repeat("mod 5 ", 480)) },
        { "commands of moduli", string.Concat(Enumerable.Repeat(@"\mod", 700)) },
        { "bars behind a modulus", "mod " + string.Concat(Enumerable.Repeat(@"\|", 1_400)) },
        { "digits before money", @"\$" + new string('0', 2_900) + "5" },
        { "Chinese letters", new string('选', 2_900) },
        { "units in a row", string.Concat(Enumerable.Repeat("m/s^2", 590)) },
        { "letters that may be units", "答案是" + string.Concat(Enumerable.Repeat("A ", 1_400)) },
        { "factors", string.Concat(Enumerable.Repeat("1*", 1_490)) + "1" },
    };

    [Theory]
    [MemberData(nameof(CostlyAnswers))]
    public void Costly_answers_end(string name, string answer)
    {
        AnswerPair pair = new() { Id = name, Gold = "1", Candidate = answer };

        AssertIsQuick(name, () => pair.Judge(TestContext.Current.CancellationToken));
    }

    public static TheoryData<string, string> CostlyChoices => new()
    {
        { "half phrases", string.Concat(Enumerable.Repeat("the answer is option ", 5_000)) },
        { "parentheses", @"\boxed{" + new string('(', 100_000) },
        { "closed parentheses", @"\boxed{" + new string('(', 100_000) + "}" },
        { "lines", new string('\n', 100_000) },
        { "lines and a word", new string('\n', 100_000) + "x" },
        { "space between dollars", @"\boxed{$" + new string(' ', 100_000) + "$}" },
        { "space behind a word", @"\boxed{option" + new string(' ', 100_000) + "Z}" },
        { "space in a text", @"\boxed{\text{" + new string(' ', 100_000) + "Z}}" },
        { "space behind a letter", @"\boxed{C" + new string(' ', 100_000) + "Z}" },
        { "texts", @"\boxed{" + string.Concat(Enumerable.Repeat(@"\text {  ", 10_000)) + "Z}" },
    };

    [Theory]
    [MemberData(nameof(CostlyChoices))]
    public void Costly_choices_end(string name, string response) =>
        AssertIsQuick(name, () => Assert.Null(AnswerExtraction.Extract(response, ExtractionPolicy.Choice)));

    public static TheoryData<string, string> CostlyResponses => new()
    {
        { "words", string.Concat(Enumerable.Repeat("word ", 20_000)) },
        { "sentences", string.Concat(Enumerable.Repeat("It is. ", 20_000)) },
        { "spaces", "The answer is" + new string(' ', 100_000) },
        { "spaces in front", new string(' ', 100_000) + "x" },
        { "spaces in a label", @"\boxed{Answer" + new string(' ', 590) + "}" },
        { "signs between boxes", @"\boxed{1}" + new string('+', 60) + @"x\boxed{2}" },
        { "placeholders", string.Concat(Enumerable.Repeat(@"\boxed{?}", 20_000)) },
        { "tags", string.Concat(Enumerable.Repeat("<answer>", 20_000)) },
        { "closed tags", string.Concat(Enumerable.Repeat("</answer>", 20_000)) },
        { "keys", string.Concat(Enumerable.Repeat("\"answer\": \"", 20_000)) },
        { "dashes", new string('-', 100_000) },
        { "hashes", string.Concat(Enumerable.Repeat("####\n", 20_000)) },
        { "lines of hashes", string.Concat(Enumerable.Repeat("#### 1\n", 20_000)) },
        { "answers", string.Concat(Enumerable.Repeat("answer ", 20_000)) },
        { "half answers", string.Concat(Enumerable.Repeat("the answer to ", 20_000)) },
        { "conclusions", string.Concat(Enumerable.Repeat("所以", 20_000)) },
        { "choices", string.Concat(Enumerable.Repeat("选项", 20_000)) },
        { "commas", new string(',', 100_000) },
        { "numbers", string.Concat(Enumerable.Repeat("1 ", 50_000)) },
        { "letters", string.Concat(Enumerable.Repeat("A ", 50_000)) },
        { "environments", string.Concat(Enumerable.Repeat(@"\begin{a}", 20_000)) },
        { "open brackets and words", string.Concat(Enumerable.Repeat("(and word ", 20_000)) },
        { "nested brackets", new string('(', 10_000) + "and word" + new string(')', 10_000) },
        { "tokens", string.Concat(Enumerable.Repeat("<|im_start|>", 20_000)) },
        { "thoughts", string.Concat(Enumerable.Repeat("</think>", 20_000)) },
        { "stars", new string('*', 100_000) },
        { "money", string.Concat(Enumerable.Repeat("$5 ", 30_000)) },
        { "capitals behind a number", "6:30" + new string('A', 20_000) + "x" },
        { "letters and digits", string.Concat(Enumerable.Repeat("th1", 7_000)) },
        { "indices", string.Concat(Enumerable.Repeat("52_8个", 4_000)) },
        { "spaces behind an answer", "the answer" + new string(' ', 19_000) + "x" },
    };

    [Theory]
    [MemberData(nameof(CostlyResponses))]
    public void Costly_responses_are_searched_under_every_policy(string name, string response) =>
        Assert.All(Enum.GetValues<ExtractionPolicy>(), policy =>
            AssertIsQuick($"{name} under {policy}", () => AnswerExtraction.Extract(response, policy))
        );

    [Fact]
    public void Any_pile_of_words_and_signs_can_be_searched_under_every_policy() =>
        Gen.OneOfConst(Words).Array[0, 40].Select(string.Concat).Sample(
            text => Assert.All(Enum.GetValues<ExtractionPolicy>(), policy => Assert.True(AnswerExtraction.Extract(text, policy) is not "")),
            iter: 5_000);

    [Fact]
    public void Any_Unicode_text_can_be_searched_under_every_policy() =>
        Gen.Char.Array[0, 200].Select(letters => new string(letters)).Sample(
            text => Assert.All(Enum.GetValues<ExtractionPolicy>(), policy => Assert.True(AnswerExtraction.Extract(text, policy) is not "")),
            iter: 3_000);

    private static readonly string[] Words =
    [
        "The ", "answer ", "is ", "answer: ", "so ", "not ", "i.e. ", "5", "1,000", " x 10^", "m/s^2", " km", " or ", " and ", ", ", ". ",
        "\n", "\n\n", "$", "\\(", "\\)", "(", ")", "[", "]", "{", "}", "**", "*", "#### ", "<answer>", "</answer>", "\"answer\": ", "\"",
        "\\", "\\text{", "\\boxed{", "答案", "是", "：", "选", "C", "（", "）", "。", "所以", "答えは", "です", "A", "I ", "because ", "option ", "½", "π",
        "²", "°", "\ud83d\ude00", "\ud83d", "\udb40", "\u00ad", "\ufeff", "|", "<", ">", "-", "–", "=", "...", "</think>", "<|end|>",
        "I hope", "final answer is ", "p.m.", "Dr.", "fig.",
    ];

    private static void AssertIsQuick(string name, Action judge)
    {
        TimeSpan least = ThreadProcessorTime.Least(judge, Attempts, Bound);

        Assert.True(least < Bound, $"{name} took {least.TotalMilliseconds:F1} ms.");
    }

    [Fact]
    public void Any_text_has_a_form_and_equals_itself_or_says_nothing() =>
        Gen.String.Sample(text => Assert.True(IsReflexive(text)), iter: 3_000);

    [Fact]
    public void Any_pile_of_LaTeX_has_a_form_and_equals_itself_or_says_nothing() =>
        Gen.OneOfConst(Pieces).Array[0, 24].Select(string.Concat).Sample(text => Assert.True(IsReflexive(text)), iter: 20_000);

    [Fact]
    public void Any_pile_of_LaTeX_can_be_searched_under_every_policy() =>
        Gen.OneOfConst(Pieces).Array[0, 24].Select(string.Concat).Sample(
            text => Assert.All(Enum.GetValues<ExtractionPolicy>(), policy => Assert.True(AnswerExtraction.Extract(text, policy) is not "")),
            iter: 5_000);

    [Fact]
    public void A_cancelled_reading_stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            new CanonicalEquivalence().Judge(@"\sum_{a=1}^{400} \sum_{b=1}^{400} a b", "1", cancelled.Token));
    }

    private static readonly string[] Pieces =
    [
        @"\boxed{", "}", "{", @"\frac", "1", "2", "12", ",", "-", "+", "^", "_", "x", "e", "i", @"\pi", "(", ")", "[", "]", @"\{", @"\}",
        @"\sqrt", "|", @"\left", @"\right", "!", "%", "$", @"\(", @"\)", " ", "=", "<", @"\le", @"\in", @"\cup", @"\pm", @"\text{", "cm",
        "and", "or", ":", ";", ".", @"\\", "&", @"\begin{pmatrix}", @"\end{pmatrix}", @"\sum", @"\int", @"\log", @"\sin", "answer is ",
        @"\infty", "0", "/", @"\mod", @"\circ", "'", "f(", "e5", "\n", "I hope", "final answer is",
    ];

    private static bool IsReflexive(string text)
    {
        CanonicalEquivalence equivalence = new();
        AnswerVerdict verdict = equivalence.Judge(text, text);
        return verdict.AreEqual || verdict.LeftForm is null;
    }
}
