using Plumbline.Tests.Child;

return args switch
{
    ["signal-twice", var signal] => await SignalScenarios.FirstEndsSecondKillsAsync(signal),
    ["signal-after-dispose", var signal] => await SignalScenarios.DisposeRestoresDefaultAsync(signal),
    ["signal-after-parent-ended", var signal] => await SignalScenarios.ParentsEndRestoresDefaultAsync(signal),
    ["signal-two-contexts", var signal] => await SignalScenarios.OneSignalEndsBothAsync(signal),
    ["signal-not-awaited"] => await SignalScenarios.OtherSignalKillsAsync(),
    ["private-members-off"] => await FallbackScenario.RunAsync(),
    ["first-user"] => await FirstUserScenario.RunAsync(),
    _ => throw new ArgumentException($"No scenario: {string.Join(' ', args)}."),
};
