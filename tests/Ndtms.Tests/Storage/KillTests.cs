using System.Globalization;

namespace Ndtms.Tests.Storage;

/// <summary>The real program, really killed: whenever it happens, the next start ends where an undisturbed run ends. A few moments of each
/// operation stand here; the verb <c>kill</c> of the benchmarks tries as many as are wanted.</summary>
public sealed class KillTests(KillTrial trial) : IClassFixture<KillTrial>
{
    [Theory]
    [InlineData("submit", 0.4, 0.6, 0.75, 0.9)]
    [InlineData("intake", 0.4, 0.6, 0.75, 0.9)]
    [InlineData("run", 0.6, 0.8)]
    [InlineData("monthly-reports", 0.5, 0.8)]
    [InlineData("feedback", 0.7)]
    [InlineData("notify", 0.6)]
    [InlineData("db backup", 0.7, 0.9)]
    [InlineData("db restore", 0.6, 0.75, 0.9)]
    public void What_is_killed_ends_as_if_nobody_had_disturbed_it(string operation, params double[] moments)
    {
        var killed = 0;
        foreach (var moment in moments)
        {
            var round = trial.Run(operation, moment);
            Assert.True(round.Findings.Count == 0, string.Create(CultureInfo.InvariantCulture, $"Killed at {moment}: {string.Join('\n', round.Findings)}"));
            killed += round.WasRunning ? 1 : 0;
        }

        Assert.True(killed > 0, "It had always ended before; the points in time must be spread otherwise.");
    }

    [Fact]
    public void Two_processes_at_once_double_nothing() => Assert.Empty(trial.TwoAtOnce("submit"));
}
