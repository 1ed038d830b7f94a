namespace Snippets;

/// <summary>A cause of one's own.</summary>
internal sealed class UserAbortedException : Exception
{
    public UserAbortedException()
        : base("The user pressed the button.")
    {
    }
}
