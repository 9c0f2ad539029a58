using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Protocol;
using Empo.Experiments.Storage;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Hosting;

/// <summary>A stage process as a build starts it.</summary>
public sealed class ServeVerbTests : IDisposable
{
    private readonly StageBench _bench = new();
    private readonly string _pipe = $"empo-test-{Guid.NewGuid():N}";
    private readonly Process _process;

    public ServeVerbTests()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in new[]
            {
                "exec",
                Path.Combine(AppContext.BaseDirectory, "Empo.Stages.dll"),
                "serve",
                "--pipe",
                _pipe,
                "--parent",
                $"{Environment.ProcessId}",
            }
        )
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _bench.Dispose();
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(Path.Combine(Path.GetTempPath(), "CoreFxPipe_" + _pipe));
        }
    }

    [Fact]
    public void Libtorch_is_loaded_by_the_first_stage_that_computes_with_a_model_and_not_before()
    {
        var dataset = _bench.File("d.yaml");
        File.Copy(Path.Combine(Repository.Root, "datasets", "arithmetic.yaml"), dataset);
        WordLevelJson.Write(Directory.CreateDirectory(_bench.File("tokenizer")).FullName, WordLevelTokenizer.Create(["a"]));
        var data = new StageInput
        {
            Role = "dataset",
            Path = dataset,
            Digest = Sha256Digest.OfFile(dataset),
        };
        var tokenizer = new StageInput
        {
            Role = "tokenizer",
            Path = _bench.File("tokenizer"),
            Digest = Sha256Digest.OfFolder(_bench.File("tokenizer")),
        };

        Send(_bench.Request(StageTable.Prepare.Name, null) with { Inputs = [data, tokenizer] });
        Send(_bench.Request(StageTable.Report.Name, null));
        Assert.DoesNotContain(Libraries(), name => name.Contains("torch_cpu", StringComparison.Ordinal));

        Send(
            _bench.With("pretrain.steps", "1").With("pretrain.batch", "1").Request(StageTable.Pretrain.Name, null) with
            {
                Inputs = [data],
                Key = new string('1', 64),
            }
        );
        Assert.Contains(Libraries(), name => name.Contains("torch_cpu", StringComparison.Ordinal));
    }

    private string[] Libraries()
    {
        using var process = Process.GetProcessById(_process.Id);
        return [.. process.Modules.Cast<ProcessModule>().Select(module => Path.GetFileName(module.FileName))];
    }

    private void Send(StageRequest request)
    {
        using var stream = new NamedPipeClientStream(".", _pipe, PipeDirection.InOut, PipeOptions.Asynchronous);
        stream.Connect();
        using var reader = new StreamReader(stream, new UTF8Encoding(false));
        using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
        writer.WriteLine(WireFormat.Write(new WireRequest(request, [])));
        while (reader.ReadLine() is { } line && WireFormat.ReadReply(line).Exit is null)
        {
            TestContext.Current.SendDiagnosticMessage("{0}", line);
        }
    }
}
