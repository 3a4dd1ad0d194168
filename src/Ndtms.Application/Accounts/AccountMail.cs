using Ndtms.Application.Notifications;
using Ndtms.Storage;

namespace Ndtms.Application.Accounts;

/// <summary>E-mails to people with accounts: what to do, one link, no name, no agency, no count.</summary>
/// <param name="outbox">Opens the outbox.</param>
/// <param name="address">The portal's address.</param>
public sealed class AccountMail(Func<IOutbox> outbox, Uri address)
{
    /// <summary>The link of an invitation.</summary>
    public Uri InvitationLink(string token) => new(address, $"/invitation/{token}");

    /// <summary>Sends the invitation to set an account up.</summary>
    /// <exception cref="EnvironmentException">It cannot be sent.</exception>
    public void Invite(string to, string token) => Send("invitation", to, InvitationLink(token));

    /// <summary>Sends the link to choose a new password.</summary>
    /// <exception cref="EnvironmentException">It cannot be sent.</exception>
    public void NewPassword(string to, string token) => Send("password", to, new Uri(address, $"/password/{token}"));

    /// <summary>Tells somebody what happened to their account.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="what">What happened, as a sentence.</param>
    /// <exception cref="EnvironmentException">It cannot be sent.</exception>
    public void Tell(Account account, string what)
    {
        if (account.Email is { } email)
            Send("account", email, new Uri(address, "/account"), ("what", what));
    }

    /// <summary>Tells an administrator to look at a page.</summary>
    /// <param name="to">The administrator's address.</param>
    /// <param name="what">What there is to do, as a sentence.</param>
    /// <param name="path">The page.</param>
    /// <exception cref="EnvironmentException">It cannot be sent.</exception>
    public void Remind(string to, string what, string path) => Send("account", to, new Uri(address, path), ("what", what));

    private void Send(string template, string to, Uri link, params (string, string)[] values)
    {
        var (subject, body) = new Template(template).Fill([("link", link.AbsoluteUri), .. values]);
        using var open = outbox();
        open.Send(new Message($"{template}-{Guid.NewGuid():N}", to, subject, body));
    }
}
