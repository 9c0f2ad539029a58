using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

public sealed class LocalLocksTests
{
    private static readonly string[] Lines =
    [
        "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
        "40 22 0:50 / /shared rw,relatime shared:9 - nfs4 server:/export rw,vers=4.2,nolock,local_lock=none",
        "41 40 0:51 / /shared/good rw,relatime - nfs4 server:/good rw,vers=4.2,local_lock=none",
        "42 22 0:52 / /my\\040scratch rw - lustre mgs@tcp:/fs rw,localflock",
        "43 22 0:53 / /lustre rw - lustre mgs@tcp:/fs rw,flock",
        "44 22 0:54 / /old rw - nfs server:/old rw,vers=3,local_lock=all",
    ];

    [Theory]
    [InlineData("/home/me/store", null)]
    [InlineData("/shared/store", "nfs4 with nolock")]
    [InlineData("/shared", "nfs4 with nolock")]
    [InlineData("/shared/good/store", null)]
    [InlineData("/sharedstore", null)]
    [InlineData("/my scratch/store", "lustre with localflock")]
    [InlineData("/lustre/store", null)]
    [InlineData("/old/store", "nfs with local_lock=all")]
    public void The_mount_that_holds_a_folder_says_whether_its_locks_reach_other_hosts(string folder, string? expected) =>
        Assert.Equal(expected, LocalLocks.Find(Lines, folder));

    [Fact]
    public void A_folder_of_this_machine_is_looked_up_without_an_error()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(LocalLocks.Of(folder.Path));
    }
}
