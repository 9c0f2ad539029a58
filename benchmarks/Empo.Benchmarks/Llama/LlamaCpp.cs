using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Empo.Benchmarks.Processes;

namespace Empo.Benchmarks.Llama;

/// <summary>llama.cpp in a process of its own, from the npm package that has it built for each kind of processor; needs Node.js.</summary>
internal sealed class LlamaCpp : IDisposable
{
    private const string Version = "3.21.1";
    private readonly Process _process;

    private LlamaCpp(Process process) => _process = process;

    /// <summary>Installs the package once, below <c>bin</c>, and starts it.</summary>
    public static LlamaCpp Start(string repository)
    {
        var folder = Path.Combine(repository, "bin", "llama.cpp", Version);
        var (package, name) = Package();
        var addon = Path.Combine(folder, "node_modules", "@node-llama-cpp", package, "bins", name, "llama-addon.node");
        if (!File.Exists(addon))
        {
            Directory.CreateDirectory(folder);
            var npm = BoundedProcess.Run(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, $"@node-llama-cpp/{package}@{Version}"],
                TimeSpan.FromMinutes(5),
                folder
            );
            if (!npm.Succeeded || !File.Exists(addon))
            {
                throw new InvalidOperationException($"npm did not install {addon}: {npm.Output}");
            }
        }

        var start = new ProcessStartInfo("node", [Path.Combine(repository, "benchmarks", "llama.cjs"), addon])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new LlamaCpp(Process.Start(start)!);
    }

    /// <summary>The most likely tokens after a prompt.</summary>
    public IReadOnlyList<int> Greedy(string model, IEnumerable<int> prompt, int tokens) =>
        [
            .. Ask(
                new JsonObject
                {
                    ["verb"] = "greedy",
                    ["model"] = model,
                    ["threads"] = 1,
                    ["prompt"] = new JsonArray([.. prompt.Select(id => (JsonNode)id)]),
                    ["tokens"] = tokens,
                }
            )["tokens"]!.AsArray().Select(token => (int)token!),
        ];

    /// <summary>Tokens per second of the steps after the prompt.</summary>
    public double Decode(string model, DecodingShape shape, int threads, long vocabulary)
    {
        var answer = Ask(
            new JsonObject
            {
                ["verb"] = "decode",
                ["model"] = model,
                ["threads"] = threads,
                ["sequences"] = shape.Rows,
                ["prompt"] = shape.PromptTokens,
                ["tokens"] = shape.ResponseTokens,
                ["vocabulary"] = vocabulary,
            }
        );
        return shape.TokensAfterFirst / (double)answer["seconds"]!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>The package's name and that of the folder inside it.</summary>
    private static (string Package, string Folder) Package() => RuntimeInformation.RuntimeIdentifier switch
    {
        "linux-x64" => ("linux-x64", "linux-x64"),
        "win-x64" => ("win-x64", "win-x64"),
        "osx-arm64" => ("mac-arm64-metal", "mac-arm64-metal"),
        var other => throw new NotSupportedException($"No llama.cpp is known for {other}."),
    };

    private JsonNode Ask(JsonObject request)
    {
        _process.StandardInput.WriteLine(request.ToJsonString());
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("llama.cpp ended.");
        var answer = JsonNode.Parse(line)!;
        return answer["error"] is { } error ? throw new InvalidOperationException($"llama.cpp: {error}") : answer;
    }
}
