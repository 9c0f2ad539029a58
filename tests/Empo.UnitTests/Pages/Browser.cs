using System.Diagnostics;

namespace Empo.UnitTests.Pages;

/// <summary>A Chromium of this machine, without a window.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Its path, or null where there is none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>The page's document after its scripts have run.</summary>
    /// <param name="page">Absolute path of an HTML file.</param>
    /// <param name="profile">A folder for the browser's own files.</param>
    public static string Show(string page, string profile, params string[] options)
    {
        var start = new ProcessStartInfo(Program!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--no-first-run",
                "--disable-background-networking", $"--user-data-dir={profile}", "--window-size=1400,1000", "--dump-dom",
            },
        };
        Array.ForEach(options, start.ArgumentList.Add);
        start.ArgumentList.Add(new Uri(page).AbsoluteUri);
        using var browser = Process.Start(start)!;
        browser.ErrorDataReceived += (_, _) => { };
        browser.BeginErrorReadLine();
        var document = browser.StandardOutput.ReadToEndAsync();
        if (!document.Wait(TimeSpan.FromMinutes(2)))
        {
            browser.Kill(entireProcessTree: true);
        }

        return document.Result;
    }
}
