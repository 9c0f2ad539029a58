using Empo.Experiments.Upstream;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <content>The store that is asked for what the build's own lacks.</content>
public abstract partial class PipelineTask
{
    /// <summary>Lets the session ask the upstream store until the result is disposed.</summary>
    /// <param name="looksOnly">Whether it is only asked what it has.</param>
    /// <exception cref="UserError">EMPO4132: the property is no folder and no address.</exception>
    private protected UpstreamUse UseUpstream(PipelineSession session, bool looksOnly, CancellationToken cancellation)
    {
        var value = Given[UpstreamAddress.Property];
        var token = Environment.GetEnvironmentVariable(UpstreamAddress.TokenVariable);
        if (UpstreamAddress.Read(value, ProjectFolder, StoreFolder, token) is not { } address)
        {
            return new UpstreamUse(session.Resolution, null);
        }

        // One for the build on this node: a server that is down is met once. MSBuild disposes it with the build.
        var key = string.Join('\n', "empo-upstream", StoreFolder, value);
        if (BuildEngine4.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is not UpstreamStore upstream)
        {
            upstream = new UpstreamStore(address, StoreFolder, new UpstreamLimits(), () => FreeSpace);
            BuildEngine4.RegisterTaskObject(key, upstream, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        }

        upstream.Attach(new UpstreamLog(this, upstream.Shown), looksOnly, cancellation);
        return new UpstreamUse(session.Resolution, upstream);
    }
}
