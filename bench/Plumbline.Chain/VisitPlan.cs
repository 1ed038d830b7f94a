namespace Plumbline.Chain;

/// <summary>What the client does.</summary>
/// <param name="Count">Requests it makes.</param>
/// <param name="AtOnce">How many of them are under way at a time.</param>
/// <param name="Before">Milliseconds that edge and mid work before they call.</param>
/// <param name="Steps">Steps the upstream works; zero: it answers at once.</param>
/// <param name="Timeout">Milliseconds the client gives each.</param>
/// <param name="Stay">It cancels each after so many milliseconds, or up to three times as many; zero: it stays.</param>
internal sealed record VisitPlan(int Count, int AtOnce, int Before, int Steps, int Timeout, int Stay);
