using System.Text.Json;
using CsCheck;
using Empo.Experiments.Execution;
using Empo.Experiments.Protocol;
using Empo.Experiments.Settings;

namespace Empo.UnitTests.Experiments;

public sealed class WireFormatTests
{
    [Fact]
    public void A_request_survives_the_wire()
    {
        using var bench = new StoreBench();
        var request = bench.Request() with
        {
            Settings = new SettingSlice(new Dictionary<string, string> { ["report.title"] = "a \"b\"\n数", ["seed"] = "1" }),
            Inputs =
            [
                new StageInput
                {
                    Role = "policy",
                    Path = "/mein Ordner/ä",
                    Digest = "aa",
                    Stage = "update",
                    Round = 2,
                },
                new StageInput
                {
                    Role = "data",
                    Path = "x",
                    Digest = "bb",
                },
            ],
        };

        foreach (
            var sent in new[]
            {
                new WireRequest(request, ["policy"]),
                new WireRequest(request with { Round = null, Inputs = [], Deterministic = true }, []),
            }
        )
        {
            var line = WireFormat.Write(sent);

            Assert.DoesNotContain('\n', line);
            Assert.Equal(JsonSerializer.Serialize(sent), JsonSerializer.Serialize(WireFormat.ReadRequest(line)));
        }
    }

    [Fact]
    public void Replies_survive_the_wire()
    {
        Assert.Equal(new WireReply(null, 42, null, false), WireFormat.ReadReply(WireFormat.WriteHello(42)));
        Assert.Equal(new WireReply(null, null, null, false) { Detail = "ü" }, WireFormat.ReadReply(WireFormat.WriteDetail("ü")));
        Assert.Equal(new WireReply(null, null, 130, false), WireFormat.ReadReply(WireFormat.WriteExit(130, false)));
        Assert.Equal(new WireReply(null, null, 0, true), WireFormat.ReadReply(WireFormat.WriteExit(0, true)));
    }

    [Fact]
    public void Any_line_is_one_line_on_the_wire() =>
        Gen.String[Gen.Char.AlphaNumeric, 0, 40]
            .Select(Gen.OneOfConst("\n", "\r\n", "\"", "\\", "数", "\t"), (a, b) => a + b + a)
            .Sample(text =>
            {
                var line = WireFormat.WriteLine(text);

        Assert.DoesNotContain('\n', line);
        Assert.Equal(text, WireFormat.ReadReply(line).Line);
    });
}
