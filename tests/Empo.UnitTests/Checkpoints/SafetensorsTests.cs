using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

[Collection("torch")]
public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> MalformedHeaders =>
        new()
        {
            { "no object", "[1]" },
            { "no JSON", "{\"a\":" },
            { "no description", "{\"a\":3}" },
            { "no dtype", "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}" },
            { "no shape", "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}" },
            { "no offsets", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}" },
            { "one offset", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8]}}" },
            { "offsets backwards", "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,0]}}" },
            { "negative offset", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}" },
            { "negative size", "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}}" },
            { "fractional size", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}" },
            { "beyond the end", "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}" },
            { "shape against bytes", "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}" },
            { "product beyond 64 bits", "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,1],\"data_offsets\":[0,8]}}" },
            { "offset beyond 64 bits", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}}" },
            { "hole", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}" },
            {
                "overlap",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                    + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            },
            { "data left over", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}" },
            {
                "same name twice",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                    + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            },
            { "metadata no text", "{\"__metadata__\":{\"a\":1},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}" },
            { "lone surrogate", "{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}" },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Int64)]
    public void What_is_written_is_read_back_bit_by_bit(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var matrix = arange(15, ScalarType.Float32).div(7).to(type).view(3, 5);
        var number = tensor(3L).to(type);
        var path = _folder.File("x.safetensors");

        SafetensorsWriter.Write(
            path,
            [("z.weight", matrix), ("a", number), ("empty", zeros([0, 4], type))],
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        using var file = SafetensorsFile.Open(path);

        Assert.Equal(["a", "empty", "z.weight"], file.Header.Entries.Keys.Order());
        Assert.Equal("pt", file.Header.Metadata["format"]);
        Assert.Equal([3, 5], file.Header.Entries["z.weight"].Shape);
        Assert.Equal(matrix.bytes.ToArray(), file.Read(file.Header.Entries["z.weight"]).bytes.ToArray());
        Assert.Equal(number.bytes.ToArray(), file.Read(file.Header.Entries["a"]).bytes.ToArray());
        Assert.Equal(0, file.Read(file.Header.Entries["empty"]).numel());
    }

    [Fact]
    public void The_bytes_depend_on_the_tensors_only()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (ones(2, 3), ones(4, ScalarType.BFloat16));
        SafetensorsWriter.Write(_folder.File("1"), [("a", a), ("b", b)]);

        SafetensorsWriter.Write(_folder.File("2"), [("b", b.clone()), ("a", a.t().contiguous().t())]);

        Assert.Equal(File.ReadAllBytes(_folder.File("1")), File.ReadAllBytes(_folder.File("2")));
    }

    [Fact]
    public void The_layout_is_that_of_the_format()
    {
        using var number = tensor(1f);

        SafetensorsWriter.Write(_folder.File("x"), [("a", number)]);

        var bytes = File.ReadAllBytes(_folder.File("x"));
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}",
            Encoding.UTF8.GetString(bytes, 8, (int)length).TrimEnd(' ')
        );
        Assert.Equal(1f, BitConverter.ToSingle(bytes, 8 + (int)length));
    }

    [Fact]
    public void Reading_into_another_type_converts()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(_folder.File("x"), [("a", tensor(new[] { 1f, 2.5f, -3f }).to(ScalarType.BFloat16))]);
        using var file = SafetensorsFile.Open(_folder.File("x"));
        var destination = zeros(3);

        file.CopyTo(file.Header.Entries["a"], destination);

        Assert.Equal([1f, 2.5f, -3f], destination.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(MalformedHeaders))]
    public void A_malformed_header_is_a_coded_error(string what, string header)
    {
        var path = Write(header, dataBytes: 8);

        var error = Assert.Throws<UserError>(() => SafetensorsFile.Open(path).Dispose());

        Assert.True(error.Code == "EMPO3004" && error.File == path, $"{what}: {error.Code} {error.Message}");
    }

    [Fact]
    public void An_element_type_that_is_not_implemented_is_named()
    {
        var path = Write("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}", dataBytes: 8);

        var error = Assert.Throws<UserError>(() => SafetensorsFile.Open(path).Dispose());

        Assert.Equal("EMPO3006", error.Code);
        Assert.Contains("F8_E4M3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 })]
    [InlineData(new byte[] { 255, 255, 255, 127, 0, 0, 0, 0, 1, 2 })]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 123, 125 })]
    public void A_length_that_is_none_is_a_coded_error(byte[] content)
    {
        File.WriteAllBytes(_folder.File("x"), content);

        var error = Assert.Throws<UserError>(() => SafetensorsFile.Open(_folder.File("x")).Dispose());

        Assert.Equal("EMPO3004", error.Code);
    }

    [Fact]
    public void Any_truncation_and_any_changed_byte_of_the_header_is_an_error_or_harmless()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(_folder.File("x"), [("a.weight", ones(3, 2)), ("b", ones(5, ScalarType.BFloat16))]);
        var whole = File.ReadAllBytes(_folder.File("x"));

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, whole.Length - 1], Gen.Byte).Sample(
            (length, place, value) =>
            {
                var path = _folder.File("damaged");
                File.WriteAllBytes(path, whole[..length]);
                Assert.Equal("EMPO3004", Assert.Throws<UserError>(() => SafetensorsFile.Open(path).Dispose()).Code);

                var changed = (byte[])whole.Clone();
                changed[place] = value;
                File.WriteAllBytes(path, changed);
                try
                {
                    using var file = SafetensorsFile.Open(path);
                    foreach (var entry in file.Header.Entries.Values)
                    {
                        file.Read(entry).Dispose();
                    }
                }
                catch (UserError)
                {
                }
            },
            iter: 300,
            threads: 1);
    }

    private string Write(string header, int dataBytes)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        var path = _folder.File("malformed.safetensors");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
