namespace Plumbline.AspNetCore.Deadlines;

/// <summary>What an endpoint says about its deadline. The last one among its metadata, which is the nearest, wins, whatever its kind.</summary>
internal interface IDeadlineMetadata
{
    /// <summary>The limit, or the policy to take it from.</summary>
    /// <param name="options">Where named policies are.</param>
    /// <returns>The limit; null for none at all.</returns>
    /// <exception cref="InvalidOperationException">There is no such policy.</exception>
    RequestLimit? Resolve(RequestContextOptions options);
}
