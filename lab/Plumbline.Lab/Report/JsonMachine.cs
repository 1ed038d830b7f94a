namespace Plumbline.Lab.Report;

/// <summary>What the experiment ran on.</summary>
/// <param name="Cores">Logical processors.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">Runtime.</param>
internal sealed record JsonMachine(int Cores, string System, string Runtime);
