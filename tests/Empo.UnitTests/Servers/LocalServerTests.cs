namespace Empo.UnitTests.Servers;

public sealed class LocalServerTests
{
    [Fact]
    public async Task It_answers_what_the_test_says_and_keeps_what_it_was_asked()
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Path == "/v1/models" ? ServerReply.Models("m") : ServerReply.Error(404, "no such path")
        );
        using var client = new HttpClient { BaseAddress = new Uri(server.Address) };

        var models = await client.GetStringAsync("/v1/models", TestContext.Current.CancellationToken);
        var other = await client.PostAsync("/else", new StringContent("{\"n\": 1}"), TestContext.Current.CancellationToken);

        Assert.Contains("\"id\":\"m\"", models, StringComparison.Ordinal);
        Assert.Equal(404, (int)other.StatusCode);
        Assert.Equal(["/v1/models", "/else"], server.Requests.Select(request => request.Path));
        Assert.Equal(1, server.Requests[1].Json.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task It_cuts_a_connection_in_the_middle_of_an_answer()
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Text = new string('x', 1000), Cut = true });
        using var client = new HttpClient { BaseAddress = new Uri(server.Address) };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync("/", TestContext.Current.CancellationToken));
    }
}
