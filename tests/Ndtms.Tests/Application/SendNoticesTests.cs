using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Notifications;
using Ndtms.Storage;

namespace Ndtms.Tests.Application;

/// <summary>Who sends notices reaches the agencies in scope alone, and is told what was sent and what was not.</summary>
public sealed class SendNoticesTests : IDisposable
{
    private static readonly DateOnly March = new(2012, 3, 31);
    private static readonly DateOnly Before = new(2012, 4, 5);
    private static readonly DateOnly After = new(2012, 4, 17);

    private readonly Installation _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_region_reminds_its_own_agencies_and_the_others_are_left_to_whoever_may()
    {
        Assert.Equal(["N0852", "N0853"], Send(Installation.NorthEast, Before).Notices.Select(n => n.Recipient));
        Assert.Equal(["N0854"], Send(Installation.Operator, Before).Notices.Select(n => n.Recipient));
        Assert.Equal(3, _place.Files("outbox").Length);
    }

    [Fact]
    public void A_late_list_is_of_a_whole_region_and_goes_to_that_region()
    {
        var list = Assert.Single(Send(Installation.NorthEast, After).Notices);
        Assert.Equal(("late", "north-east", NoticeOutcome.Written), (list.Kind, list.Recipient, list.Outcome));
        Assert.Contains("N0852", File.ReadAllText(list.Path!), StringComparison.Ordinal);
        Assert.Contains("N0853", File.ReadAllText(list.Path!), StringComparison.Ordinal);
        Assert.Equal(["north-west"], Send(Installation.National, After).Notices.Select(n => n.Recipient));
    }

    [Fact]
    public void An_analyst_of_a_part_of_a_region_sends_no_list_that_would_look_like_all_of_it()
    {
        var part = Principal.Account("part", new Grant(Role.Regional, Rights.None, [], ["A12B"], []));
        Assert.Empty(Send(part, After).Notices);
        Assert.Equal(2, Send(Installation.Operator, After).Sent);
    }

    [Fact]
    public void Those_who_only_look_send_nothing()
    {
        foreach (var by in (Principal[])[Installation.Provider, Installation.Sunderland, Installation.Administrator, Principal.Token("supplier", Rights.Submit, "N0852")])
            Assert.Throws<AccessDeniedException>(() => Send(by, Before));
        Assert.Empty(_place.Files("outbox"));
    }

    [Fact]
    public void What_could_not_be_sent_is_told_with_the_reason_and_sent_the_next_time()
    {
        new CalendarData(_place.Workspace.Database).Claim(new Notification("reminder", "N0853", March, new DateOnly(2012, 4, 16), 5));
        var sent = Run(Installation.Operator, Before, new Refusing("N0852"), CancellationToken.None);
        Assert.Equal(
            [("N0852", NoticeOutcome.NotSent, "The mail server is asleep."), ("N0853", NoticeOutcome.Unknown, null), ("N0854", NoticeOutcome.Sent, null)],
            sent.Notices.Select(n => (n.Recipient, n.Outcome, n.Problem)));
        Assert.Equal(1, sent.Sent);
        Assert.Equal([("N0852", NoticeOutcome.Sent), ("N0853", NoticeOutcome.Unknown)], Send(Installation.Operator, Before).Notices.Select(n => (n.Recipient, n.Outcome)));
    }

    [Fact]
    public void Once_cancelled_nothing_more_is_sent()
    {
        using var stop = new CancellationTokenSource();
        var outbox = new Refusing("nobody") { Sent = () => stop.Cancel() };
        Assert.Equal(1, Run(Installation.Operator, Before, outbox, stop.Token).Sent);
        Assert.Equal(2, Send(Installation.Operator, Before).Sent);
    }

    private SentNotices Send(Principal by, DateOnly day)
    {
        using var outbox = _place.Outbox();
        return Run(by, day, outbox, CancellationToken.None);
    }

    private SentNotices Run(Principal by, DateOnly day, IOutbox outbox, CancellationToken cancellation) => new SendNotices(_place.Workspace).Run(
        by, new SendNoticesRequest(March, day, [5, 1], outbox, _place["outbox"]), null, cancellation);

    /// <summary>A mail server that does not take messages for one agency.</summary>
    private sealed class Refusing(string agency) : IOutbox
    {
        public Action? Sent { get; init; }

        public void Send(Message message)
        {
            if (message.Name.Contains(agency, StringComparison.Ordinal))
                throw new EnvironmentException("The mail server is asleep.");
            Sent?.Invoke();
        }

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
