using Empo.Stages.Requests;

namespace Empo.UnitTests.Servers;

public sealed class RefusedFieldsTests
{
    private static readonly string[] Sent = ["top_p", "top_k", "min_p", "repetition_penalty", "temperature", "seed", "logprobs"];

    /// <summary>The words of vLLM, FastAPI, pydantic, OpenAI, llama.cpp and others.</summary>
    [Theory]
    [InlineData(
        """{"detail": [{"type": "extra_forbidden", "loc": ["body", "top_k"], "msg": "Extra inputs are not permitted", "input": 5}, {"loc": ["body", "min_p"]}]}""",
        "top_k min_p"
    )]
    [InlineData(
        """{"object": "error", "message": "[{'type': 'extra_forbidden', 'loc': ('body', 'top_k'), 'msg': 'Extra inputs are not permitted', 'input': 5}]", "code": 400}""",
        "top_k"
    )]
    [InlineData(
        """{"error": {"message": "1 validation error: body -> min_p extra fields not permitted (type=value_error.extra)"}}""",
        "min_p"
    )]
    [InlineData("""{"error": {"message": "Unrecognized request arguments supplied: top_k, min_p", "param": null}}""", "top_k min_p")]
    [InlineData("""{"error": {"message": "Unsupported parameter with this model.", "param": "temperature"}}""", "temperature")]
    [InlineData(
        """{"error": {"message": "Unsupported value: 'temperature' does not support 0 with this model. top_p is fine.", "param": "temperature"}}""",
        "temperature"
    )]
    [InlineData("""{"error": {"message": "Field 'top_k': Value must be between 0 <= value <= 5"}}""", "top_k")]
    [InlineData("""{"error": "top_p must be in (0, 1], got 1.5."}""", "top_p")]
    [InlineData("plain words about repetition_penalty", "repetition_penalty")]
    [InlineData("""{"error": {"message": "bad request: {\"prompt\": [1, 2], \"top_p\": 1, \"top_k\": -1}"}}""", "")]
    [InlineData("""{"error": {"message": "This model's maximum context length is 4096 tokens"}}""", "")]
    [InlineData("the stop_top_k and top_k_max are odd", "")]
    [InlineData("", "")]
    [InlineData("[1]", "")]
    public void A_refusal_names_fields_in_a_place_of_its_own_or_in_words(string reply, string named) =>
        Assert.Equal(named, string.Join(' ', Sent.Where(RefusedFields.In(reply, Sent).Contains)));

    [Theory]
    [InlineData("""{"error": {"message": "m"}}""", "m")]
    [InlineData("""{"error": "m."}""", "m")]
    [InlineData("""{"object": "error", "message": "m", "error": null}""", "m")]
    [InlineData("""{"detail": "Not Found"}""", "Not Found")]
    [InlineData("""{"detail": [{"loc": ["body"]}]}""", """[{"loc": ["body"]}]""")]
    [InlineData("<html><style>p {}</style><h1>502 Bad\n Gateway</h1>&amp;</html>", "502 Bad Gateway &")]
    [InlineData("just words", "just words")]
    [InlineData("", "nothing")]
    public void A_message_is_what_the_server_says(string text, string message) =>
        Assert.Equal(message, ServerMessage.Of(text));

    [Theory]
    [InlineData("[-Infinity, NaN, Infinity, -1]", "[null, null, null, -1]")]
    [InlineData("""{"a": "NaN \" -Infinity", "b": NaN}""", """{"a": "NaN \" -Infinity", "b": null}""")]
    [InlineData("""{"a": "NaN"}""", null)]
    [InlineData("[1", null)]
    public void Numbers_of_Python_are_null_outside_of_strings(string text, string? strict) =>
        Assert.Equal(strict, PythonNumbers.AsNull(text));
}
