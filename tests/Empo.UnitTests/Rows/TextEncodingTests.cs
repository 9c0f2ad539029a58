using System.Text;
using CsCheck;
using Empo.Experiments.Settings;
using Empo.Stages.Rows;

namespace Empo.UnitTests.Rows;

/// <summary>No text is read that the file does not have.</summary>
public sealed class TextEncodingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Texts => new()
    {
        { "utf-8", "Combien coûte un café à 2 €? 三" },
        { "utf-16le", "三加一等于几 é" },
        { "utf-16be", "三加一等于几 é" },
        { "utf-32le", "三加一 😀" },
        { "utf-32be", "三加一 😀" },
        { "latin1", "Combien coûte un café à 2 €?" },
        { "iso-8859-1", "“Käse” – 3 €" },
        { "iso-8859-2", "Ile kosztują trzy jabłka?" },
        { "iso-8859-15", "Combien coûte un café à 2 €?" },
        { "windows-1250", "Ile kosztują trzy jabłka?" },
        { "windows-1251", "Сколько будет три и один?" },
        { "windows-1252", "“Käse” – 3 €" },
        { "windows-1253", "Πόσο κάνει;" },
        { "windows-1254", "Üç artı bir kaç eder? ığş" },
        { "windows-1255", "כמה זה" },
        { "windows-1256", "كم يساوي" },
        { "windows-1257", "Kiek bus trys ir vienas? ąčę" },
        { "windows-1258", "Ba cộng một bằng mấy" },
        { "koi8-r", "Сколько будет три и один?" },
        { "gbk", "三加一等于几？" },
        { "gb2312", "三加一等于几？" },
        { "gb18030", "三加一等于几？𠀀" },
        { "big5", "三加一等於幾？" },
        { "shift_jis", "三足す一はいくつですか。ソ" },
        { "euc-jp", "三足す一はいくつですか。" },
        { "euc-kr", "삼 더하기 일은?" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_of_every_encoding_is_read_where_it_is_named_and_never_wrongly_where_it_is_not(string encoding, string text)
    {
        // Vietnamese in Windows-1258 writes tones as marks of their own.
        text = encoding == "windows-1258" ? "Ba cộng".Normalize(NormalizationForm.FormC)[..2] + " đ ơ" : text;
        foreach (
            var (name, content) in new[]
            {
                ("x.jsonl", $"{{\"q\": \"{text}\"}}\n{{\"q\": \"plain\"}}\n"),
                ("x.csv", $"q,a\n\"{text}\",1\nplain,2\n"),
                ("x.json", $"[\n{{\"q\": \"{text}\"}},\n{{\"q\": \"plain\"}}]"),
            }
        )
        {
            File.WriteAllBytes(_folder.File(name), TextEncoding.Of(encoding).Encoding.GetBytes(content));

            Assert.Equal([text, "plain"], RowFile.Read(_folder.File(name), ["q"], encoding: encoding).Select(row => row.Find("q")!.Text));
            if (encoding != "utf-8")
            {
                var failure = Assert.Throws<UserError>(() => RowFile.Read(_folder.File(name), ["q"]).Count());
                Assert.Equal("EMPO2061", failure.Code);
                Assert.Contains("encoding: ", failure.Message, StringComparison.Ordinal);
                Assert.InRange(failure.Line, 1, 2);
            }
        }
    }

    [Fact]
    public void Every_name_has_an_encoding_and_a_test() =>
        Assert.Equal(EncodingNames.All.Order(StringComparer.Ordinal), Texts.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    [InlineData("utf-32le")]
    [InlineData("utf-32be")]
    public void A_byte_order_mark_is_enough_and_a_contradiction_is_an_error(string encoding)
    {
        File.WriteAllBytes(_folder.File("x.csv"), [.. TextEncoding.Of(encoding).Encoding.GetBytes("\uFEFFq,a\r\né三,1\r\n")]);

        Assert.Equal("é三", Assert.Single(RowFile.Read(_folder.File("x.csv"))).Find("q")!.Text);
        Assert.Single(RowFile.Read(_folder.File("x.csv"), encoding: encoding));
        Assert.Equal("EMPO2061", Assert.Throws<UserError>(() => RowFile.Read(_folder.File("x.csv"), encoding: "gbk").Count()).Code);
    }

    [Fact]
    public void The_message_shows_how_the_line_reads_in_other_encodings()
    {
        var failure = Assert.Throws<UserError>(() => RowFile.Read(TestData.Report("11-datasets-e-latin1.csv")).Count());

        Assert.Equal(("EMPO2061", 2), (failure.Code, failure.Line));
        Assert.Contains("'Combien coûte un café à 2 €?,2' as windows-1252", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the byte 0xFB at byte 11", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latin1")]
    [InlineData("windows-1252")]
    public void The_reported_file_is_read_where_its_encoding_is_named(string encoding) =>
        Assert.Equal(
            "Combien coûte un café à 2 €?",
            RowFile.Read(TestData.Report("11-datasets-e-latin1.csv"), encoding: encoding).First().Find("q")!.Text
        );

    [Fact]
    public void A_damaged_row_of_a_UTF_8_file_is_left_out()
    {
        File.WriteAllBytes(_folder.File("x.csv"), [.. "q,a\nпервый,1\n"u8, 0xE9, .. ",2\nthird,3\n"u8]);
        var odd = OddRows.UpTo(1, _folder.File("x.csv"), FileWords.Questions);

        Assert.Equal(["первый", "third"], RowFile.Read(_folder.File("x.csv"), odd: odd).Select(row => row.Find("q")!.Text));
        Assert.Equal([("undecodable", 1)], odd.Counts);
    }

    [Fact]
    public void A_damaged_entry_of_a_list_on_one_line_is_left_out()
    {
        File.WriteAllBytes(_folder.File("x.json"), [.. "[{\"q\": \"первый\"}, {\"q\": \""u8, 0xE9, .. "\"}, {\"q\": \"third\"}]"u8]);
        var odd = OddRows.UpTo(1, _folder.File("x.json"), FileWords.Questions);

        Assert.Equal(["первый", "third"], RowFile.Read(_folder.File("x.json"), ["q"], odd).Select(row => row.Find("q")!.Text));
        Assert.Equal([("undecodable", 1)], odd.Counts);
    }

    [Fact]
    public void Bytes_that_a_named_encoding_does_not_have_damage_their_row_only()
    {
        File.WriteAllBytes(_folder.File("x.csv"), [.. "q,a\n"u8, 0xE9, .. ",1\n"u8, 0x81, .. ",2\n"u8]);
        var odd = OddRows.UpTo(1, _folder.File("x.csv"), FileWords.Questions);

        Assert.Equal(["é"], RowFile.Read(_folder.File("x.csv"), odd: odd, encoding: "latin1").Select(row => row.Find("q")!.Text));
        Assert.Equal([("undecodable", 1)], odd.Counts);
    }

    [Fact]
    public void UTF_8_text_is_read_as_the_runtime_reads_it() =>
        Gen.String[Gen.OneOf(Gen.Char['\u0001', '\uD7FF'], Gen.Char['\uE000', '\uFFFD']), 0, 40].Array[0, 6].Sample(
            texts =>
            {
                var lines = texts.Select(text => text.Replace('\n', ' ').Replace('\r', ' ').TrimStart('\uFEFF')).ToArray();
                File.WriteAllText(_folder.File("x.csv"), string.Join('\n', lines), new UTF8Encoding(false));

                    Assert.Equal(
                        File.ReadLines(_folder.File("x.csv")),
                        TextLines.Read(_folder.File("x.csv"), FileWords.Questions).Select(line => line.Text)
                    );
                    Assert.Equal(
                        File.ReadLines(_folder.File("x.csv")),
                        TextLines.Pieces(_folder.File("x.csv"), FileWords.Questions).Select(line => line.Text)
                    );
                },
                iter: 300,
                threads: 1
            );

    [Fact]
    public void Characters_are_whole_across_blocks_and_pieces()
    {
        var text = string.Concat(Enumerable.Repeat("é三😀", 200_000));
        File.WriteAllText(_folder.File("x.jsonl"), text, new UTF8Encoding(false));

        Assert.Equal(text, Assert.Single(TextLines.Read(_folder.File("x.jsonl"), FileWords.Questions)).Text);
        Assert.Equal(text, string.Concat(TextLines.Pieces(_folder.File("x.jsonl"), FileWords.Questions).Select(line => line.Text)));
    }
}
