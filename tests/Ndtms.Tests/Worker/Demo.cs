using Ndtms.Worker;

namespace Ndtms.Tests.Worker;

/// <summary>The demo, run once for all the tests that look at what it leaves.</summary>
public sealed class Demo : IDisposable
{
    internal Workplace Place { get; } = new();

    internal Answer Answer { get; }

    public Demo() => Answer = Run(2012);

    internal string Database => Place["demo/ndtms.db"];

    internal string Output => Place["demo/out"];

    internal string Measures => Path.Combine(Output, "measures-2012-03.csv");

    /// <summary>Runs it once more in the same folder, in another year.</summary>
    internal Answer Run(int year) =>
        Workplace.Call(new DateTimeOffset(year, 5, 2, 17, 0, 0, TimeSpan.Zero), "demo", "--folder", Place["demo"]).Is(ExitCode.Done);

    /// <summary>Calls the program on the demo's database.</summary>
    internal Answer Call(params string[] args) => Workplace.Call([.. args, "--database", Database]);

    public void Dispose() => Place.Dispose();
}

[CollectionDefinition(Name)]
public sealed class DemoTestGroup : ICollectionFixture<Demo>
{
    public const string Name = "demo";
}
