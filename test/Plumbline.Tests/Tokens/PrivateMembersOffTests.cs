using Plumbline.Tests.Support;

namespace Plumbline.Tests.Tokens;

/// <summary>The runtime's private members: that this runtime has them, and what holds on one that does not.</summary>
public sealed class PrivateMembersOffTests
{
    // Where this fails the runtime has changed: tokens no longer lead back, and src/Plumbline/Tokens needs a look.
    [Fact]
    public void TokenSources_ThisRuntime_HasWhatTheyUse()
    {
        Assert.True(TokenSources.CanFindSources);
        Assert.True(TokenSources.CanMarkApart);
    }

    [Fact]
    public async Task Switch_PrivateMembersOff_EverythingElseHolds()
    {
        var (exitCode, lines) = await ChildProcess.RunAsync("private-members-off");

        Assert.Equal(
            [
                "cancel: Canceled True True",
                "token callback: ran for nobody",
                "token callback failure: thrown on the token",
                "callback: ran",
                "deadline: DeadlineExceeded True True",

                // A plain token: live, without the deadline, but ended by its context.
                "own token: Active True True Canceled ContextCanceledException",
                "foreign token: Canceled Canceled Canceled",
                "foreign done: completed",
            ],
            lines);
        Assert.Equal(0, exitCode);
    }
}
