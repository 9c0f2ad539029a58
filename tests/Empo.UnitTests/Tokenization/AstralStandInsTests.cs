using System.Globalization;
using Empo.Stages.Tokenization;

namespace Empo.UnitTests.Tokenization;

public sealed class AstralStandInsTests
{
    [Fact]
    public void Every_astral_code_point_has_a_stand_in_of_its_category()
    {
        for (var code = 0x10000; code <= 0x10FFFF; code++)
        {
            var standIn = AstralStandIns.Of(code);
            Assert.Equal(CharUnicodeInfo.GetUnicodeCategory(code), CharUnicodeInfo.GetUnicodeCategory(standIn));
            Assert.False(standIn is >= '\u3040' and <= '\u30FF' or >= '\u4E00' and <= '\u9FA5');
        }
    }
}
