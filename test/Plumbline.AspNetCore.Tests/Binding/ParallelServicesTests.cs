using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.AspNetCore.Binding;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A handler that asks for services from several threads at once: one scope, and one of each scoped service.</summary>
public sealed class ParallelServicesTests : IDisposable
{
    private const int Threads = 8;
    private const int Rounds = 200;
    private readonly ServiceProvider _root = new ServiceCollection().AddScoped<Scoped>().BuildServiceProvider();

    [Fact]
    public async Task GetService_FirstAskedByManyThreads_MakesOneScope()
    {
        var rounds = Enumerable.Range(0, Rounds).Select(_ => new Round(_root)).ToArray();
        using var barrier = new Barrier(Threads);

        var asking = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                try
                {
                    foreach (var round in rounds)
                    {
                        barrier.SignalAndWait();
                        round.Ask();
                    }
                }
                finally
                {
                    barrier.RemoveParticipant();
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Signal.WaitAsync(Task.WhenAll(asking), "all threads have asked");

        Assert.All(rounds, static round => Assert.Equal((1, 1, Threads), (round.Scopes, round.Seen.Distinct().Count(), round.Seen.Count)));
    }

    public void Dispose() => _root.Dispose();

    private sealed class Scoped;

    private sealed class Round : IServiceScopeFactory
    {
        private readonly IServiceProvider _root;
        private readonly IServiceProvider _handedOut;
        private int _scopes;

        public Round(IServiceProvider root)
        {
            _root = root;
            var http = new DefaultHttpContext { ServiceScopeFactory = this };
            new RequestServicesFront(http) { Context = Context.Background }.PutInFront();

            // By one thread, as anything of an HttpContext: only what it hands out may be asked by many.
            _handedOut = http.RequestServices;
        }

        public int Scopes => _scopes;

        public ConcurrentBag<Scoped> Seen { get; } = [];

        public void Ask() => Seen.Add(_handedOut.GetRequiredService<Scoped>());

        public IServiceScope CreateScope()
        {
            Interlocked.Increment(ref _scopes);
            return _root.CreateScope();
        }
    }
}
