namespace Empo.Experiments.Pages;

/// <summary>
/// Places in the report's page and summary that the build fills in when it copies them into the run folder: what depends on settings that
/// are in no key, such as limits of the guard and prices. They are comments, so that a copy from the store shows nothing there.
/// </summary>
public static class ReportMarks
{
    /// <summary>The guard's verdict, on the first screen.</summary>
    public const string Trust = "<!--empo:trust-->";

    /// <summary>The price behind the cost.</summary>
    public const string Price = "<!--empo:price-->";

    /// <summary>The section of the guard, with its charts.</summary>
    public const string Guard = "<!--empo:guard-->";
}
