using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>Reads all questions of a dataset, from its files or its generator.</summary>
internal static class DatasetReader
{
    /// <param name="manifest">The dataset.</param>
    /// <param name="dataFiles">Absolute paths of its files in the manifest's order; none for a generator.</param>
    /// <param name="findings">Receives what users should know about each file, as it is read.</param>
    /// <param name="odd">Collect the unusable rows of each file; null makes the first such row an error.</param>
    public static IEnumerable<DatasetQuestion> Questions(
        DatasetManifest manifest,
        IReadOnlyList<string> dataFiles,
        Action<FileFindings>? findings = null,
        IReadOnlyList<OddRows>? odd = null
    )
    {
        if (manifest.Arithmetic is { } arithmetic)
        {
            var generator = new ArithmeticGenerator(arithmetic, manifest.File);
            return Enum.GetValues<DatasetSplit>().SelectMany(generator.Questions);
        }

        return manifest.Files.Zip(dataFiles).SelectMany((pair, index) =>
        {
            var found = new FileFindings(pair.First, pair.Second);
            var questions = QuestionFile.Read(pair.First, index, pair.Second, found, odd?[index]);
            findings?.Invoke(found);
            return questions;
        });
    }
}
