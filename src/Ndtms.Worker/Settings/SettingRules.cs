using System.ComponentModel.DataAnnotations;
using Ndtms.Application.Notifications;

namespace Ndtms.Worker.Settings;

/// <summary>A whole number, or each of several, lies between two others.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WholeAttribute(int least, int most) : ValidationAttribute($"must be a whole number from {least} to {most}")
{
    public int Least => least;

    public int Most => most;

    public override bool IsValid(object? value) => value is int number && number >= least && number <= most;
}

/// <summary>An address to listen on or to send to.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressAttribute() : ValidationAttribute("must be an address such as http://127.0.0.1:8080")
{
    public override bool IsValid(object? value) => value is string text && Is(text);

    /// <summary>Whether a text is the address of a web server; * or + as its host stands for every name.</summary>
    public static bool Is(string text) => Uri.TryCreate(
        text.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https";
}

/// <summary>One plain mail address.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MailAddressAttribute() : ValidationAttribute("must be a plain address, such as name@example.org")
{
    public override bool IsValid(object? value) => value is string text && Message.IsAddress(text);
}

/// <summary>A mail server.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MailServerAttribute() : ValidationAttribute("must be a mail server, such as mail.example.org or mail.example.org:25")
{
    public override bool IsValid(object? value) => value is string text && MailServerOptions.TryParse(text, "", out _);
}
