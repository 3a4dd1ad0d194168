using System.Collections.Concurrent;
using Ndtms.Application;
using Ndtms.Application.Access;

namespace Ndtms.Tests.Application;

/// <summary>Files and reports are worked on side by side, and it must not show.</summary>
public sealed class SideBySideTests
{
    private static readonly int[] Items = [.. Enumerable.Range(0, 60)];

    [Fact]
    public void Results_and_progress_come_in_the_order_of_the_items()
    {
        var told = new List<Progress>();
        var results = Call(told).EachSideBySide("Doing", Items, item =>
        {
            Thread.SpinWait((60 - item) * 2_000);
            return item * 2;
        });

        Assert.Equal(Items.Select(i => i * 2), results);
        Assert.Equal([0, .. Items.Select(i => i + 1)], told.Select(p => p.Done));
        Assert.Equal(Items.Select(i => (object?)(i * 2)), told.Skip(1).Select(p => p.Finished));
    }

    [Fact]
    public void Items_of_one_lane_are_done_one_after_the_other_in_their_order()
    {
        var busy = new ConcurrentDictionary<int, bool>();
        var begun = new ConcurrentQueue<int>();
        Call().EachSideBySide("Doing", Items, item =>
        {
            Assert.True(busy.TryAdd(item % 3, true), "Another of the lane is being done.");
            begun.Enqueue(item);
            Thread.SpinWait(5_000);
            busy.TryRemove(item % 3, out _);
            return item;
        }, item => $"{item % 3}");

        foreach (var lane in begun.GroupBy(i => i % 3))
            Assert.Equal(lane.Order(), lane);
    }

    [Fact]
    public void Several_lanes_are_done_at_once()
    {
        using var both = new Barrier(2);
        if (Environment.ProcessorCount < 2)
            return;
        // Each waits for the other.
        var met = Call().EachSideBySide("Doing", [0, 1], _ => both.SignalAndWait(TimeSpan.FromSeconds(30)), item => $"{item}");
        Assert.Equal([true, true], met);
    }

    [Fact]
    public void After_a_failure_nothing_new_is_begun_and_the_failure_is_told()
    {
        var told = new List<Progress>();
        var begun = new ConcurrentQueue<int>();
        var failure = Assert.Throws<RequestException>(() => Call(told).EachSideBySide("Doing", Items, item =>
        {
            begun.Enqueue(item);
            return item == 5 ? throw new RequestException("the sixth") : item;
        }, _ => "one"));

        Assert.Equal("the sixth", failure.Message);
        Assert.Equal(Enumerable.Range(0, 6), begun);
        Assert.Equal(5, told[^1].Done);
    }

    [Fact]
    public void When_it_is_cancelled_what_has_begun_is_finished()
    {
        using var cancellation = new CancellationTokenSource();
        var results = Call(cancellation: cancellation.Token).EachSideBySide("Doing", Items, item =>
        {
            if (item == 5)
                cancellation.Cancel();
            return item;
        }, _ => "one");
        Assert.Equal(Enumerable.Range(0, 6), results);
    }

    [Fact]
    public void Files_written_side_by_side_into_one_folder_are_not_taken_for_leftovers()
    {
        using var folder = new TemporaryFolder();
        Call().EachSideBySide("Writing", [.. Enumerable.Range(0, 300)], item =>
        {
            Output.Csv(folder[$"{item}.csv"], "a").Write(stream => stream.WriteByte((byte)'a'));
            return item;
        });
        Assert.Equal(300, Directory.GetFiles(folder[""], "*.csv").Length);
    }

    private static Invocation Call(List<Progress>? told = null, CancellationToken cancellation = default) =>
        new(Principal.Operator("test"), null!, told is null ? null : new Telling(told), cancellation);

    private sealed class Telling(List<Progress> told) : IProgress<Progress>
    {
        public void Report(Progress value) => told.Add(value);
    }
}
