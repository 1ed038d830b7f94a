using Plumbline.Aot;

// With --without-private-members the core must do without what it takes from the runtime's private members.
bool hasPrivateMembers = !args.Contains("--without-private-members");
if (!hasPrivateMembers)
{
    AppContext.SetSwitch("Plumbline.UsePrivateRuntimeMembers", false);
}

await CoreChecks.RunAsync();
await ChannelChecks.RunAsync();
await ConcurrencyChecks.RunAsync();
if (hasPrivateMembers)
{
    await TokenChecks.RunAsync();
}

await WebChecks.RunAsync();
Console.WriteLine(Check.Failed == 0 ? $"AOT: all {Check.Held} checks hold." : $"AOT: {Check.Failed} checks failed.");
return Check.Failed == 0 ? 0 : 1;
