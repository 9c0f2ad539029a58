using Empo.Experiments.Runs;
using Empo.Experiments.Storage;
using Empo.Experiments.Verification;

namespace Empo.UnitTests.Experiments;

/// <summary>Whatever deletes deletes a link and never what it leads to.</summary>
public sealed class StoreLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _outside;

    public StoreLinkTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        _outside = _folder.File("home/me");
        Directory.CreateDirectory(Path.Combine(_outside, "pictures"));
        foreach (var name in new[] { "model.safetensors", "manifest.json", "answers.jsonl", "pictures/me.jpg" })
        {
            File.WriteAllText(Path.Combine(_outside, name), "mine");
        }
    }

    private string Store => _folder.File("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Removing_a_view_keeps_what_the_links_of_views_inside_it_lead_to()
    {
        var view = new RunFolder(_folder.File("artifacts"), "arithmetic");
        view.PointPolicyTo(_outside);
        new RunFolder(_folder.File("artifacts"), "arithmetic/second").PointPolicyTo(_outside);
        Link("artifacts/arithmetic/gone/policy", _folder.File("nowhere"));

        view.Delete();

        Assert.False(Directory.Exists(view.Folder));
        Untouched();
    }

    [Theory]
    [InlineData("chunk/0123456789abcdef0123456789abcdef")]
    [InlineData("update/0123456789abcdef0123456789abcdef")]
    [InlineData("score")]
    [InlineData("chunk")]
    public void Pruning_removes_no_more_than_a_link(string link)
    {
        Link($"store/{link}", _outside);

        var pruning = StorePruning.Decide(Store, new HashSet<(string, string)>(), DateTime.MaxValue);
        pruning.Remove();

        Assert.Equal(link.Contains('/', StringComparison.Ordinal) ? 1 : 0, pruning.Folders.Count);
        Assert.Equal(0, pruning.Bytes);
        Untouched();
    }

    [Fact]
    public void Pruning_removes_links_inside_an_entry_and_not_what_they_lead_to()
    {
        Link("store/update/0123456789abcdef0123456789abcdef/policy", _outside);

        StorePruning.Decide(Store, new HashSet<(string, string)>(), DateTime.MaxValue).Remove();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Store, "update")));
        Untouched();
    }

    [Fact]
    public void Removing_a_store_keeps_what_its_links_lead_to()
    {
        Link("store/chunk", _outside);
        Link("store/update/0123456789abcdef0123456789abcdef", _outside);

        ArtifactStore.DeleteAll(Store);

        Assert.False(Directory.Exists(Store));
        Untouched();
    }

    [Fact]
    public void Removing_a_store_on_another_disk_empties_it()
    {
        var there = _folder.File("disk");
        Directory.CreateDirectory(Path.Combine(there, "update", "0123456789abcdef0123456789abcdef"));
        Link("store", there);

        ArtifactStore.DeleteAll(Store);

        Assert.Empty(Directory.EnumerateFileSystemEntries(there));
    }

    [Fact]
    public void A_linked_folder_of_verdicts_is_not_tidied()
    {
        Directory.CreateDirectory(Store);
        VerdictStore.Open(Store, ["judge"]);
        var rules = Assert.Single(Directory.EnumerateDirectories(Path.Combine(Store, "verdict")));
        Directory.Delete(rules, recursive: true);
        Directory.CreateSymbolicLink(rules, _outside);

        VerdictStore.Open(Store, ["judge"]);

        Untouched();
    }

    [Fact]
    public void A_lock_is_not_written_through_a_link()
    {
        var path = Path.Combine(Store, "lock", "score-1");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path + ".holder", Path.Combine(_outside, "model.safetensors"));

        using (EntryLock.TryAcquire(path))
        {
            Untouched();
        }
    }

    private void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        Directory.CreateSymbolicLink(_folder.File(name), target);
    }

    private void Untouched()
    {
        Assert.Equal(4, Directory.EnumerateFiles(_outside, "*", SearchOption.AllDirectories).Count());
        Assert.All(Directory.EnumerateFiles(_outside, "*", SearchOption.AllDirectories), file =>
            Assert.Equal("mine", File.ReadAllText(file))
        );
    }
}
