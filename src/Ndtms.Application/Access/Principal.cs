namespace Ndtms.Application.Access;

/// <summary>What an account is for.</summary>
public enum Role
{
    /// <summary>A treatment provider's data manager.</summary>
    Provider,

    /// <summary>A local drug partnership.</summary>
    Partnership,

    /// <summary>An analyst of a region.</summary>
    Regional,

    /// <summary>An analyst of the whole country.</summary>
    National,

    /// <summary>An administrator, who sees no client-level data.</summary>
    Administrator,
}

/// <summary>What a grant allows in addition to viewing.</summary>
[Flags]
public enum Rights
{
    /// <summary>Viewing only.</summary>
    None = 0,

    /// <summary>Sending files, and deciding on those that are held.</summary>
    Submit = 1,

    /// <summary>Deciding on suspected duplicates.</summary>
    Review = 2,

    /// <summary>Freezing, publishing and withdrawing months.</summary>
    Publish = 4,
}

/// <summary>A role with a scope and rights.</summary>
/// <param name="Role">The role.</param>
/// <param name="Rights">What it allows in addition to viewing.</param>
/// <param name="Agencies">Codes of the agencies in its scope.</param>
/// <param name="Partnerships">Codes of the partnerships in its scope.</param>
/// <param name="Regions">Codes of the regions in its scope.</param>
public sealed record Grant(
    Role Role, Rights Rights, IReadOnlyList<string> Agencies, IReadOnlyList<string> Partnerships, IReadOnlyList<string> Regions)
{
    /// <summary>A provider's grant.</summary>
    public static Grant Provider(Rights rights, params string[] agencies) => new(Role.Provider, rights, agencies, [], []);

    /// <summary>A partnership's grant.</summary>
    public static Grant Partnership(params string[] partnerships) => new(Role.Partnership, Rights.None, [], partnerships, []);

    /// <summary>A regional analyst's grant.</summary>
    public static Grant Regional(Rights rights, params string[] regions) => new(Role.Regional, rights, [], [], regions);

    /// <summary>A national analyst's grant: England.</summary>
    public static Grant National(Rights rights = Rights.None) => new(Role.National, rights, [], [], []);

    /// <summary>An administrator's grant: England.</summary>
    public static Grant Administrator() => new(Role.Administrator, Rights.None, [], [], []);
}

/// <summary>What kind of caller it is.</summary>
public enum PrincipalKind
{
    /// <summary>A person with an account.</summary>
    Account,

    /// <summary>A supplier's system with an API token.</summary>
    Token,

    /// <summary>Somebody who has not signed in.</summary>
    Visitor,

    /// <summary>The command line or a job: every right, scope England. No account can be one.</summary>
    Operator,
}

/// <summary>Who asks for something: an account, a token, or the operator of the installation.</summary>
public sealed class Principal
{
    private Principal(PrincipalKind kind, string name, IReadOnlyList<Grant> grants) => (Kind, Name, Grants) = (kind, name, grants);

    /// <summary>What kind of caller it is.</summary>
    public PrincipalKind Kind { get; }

    /// <summary>The name that history and audit keep: no initials, no e-mail address.</summary>
    public string Name { get; }

    /// <summary>What it may do; what any one of them allows is allowed. Empty for an operator, who may do everything.</summary>
    public IReadOnlyList<Grant> Grants { get; }

    /// <summary>Somebody who has not signed in, or not completely.</summary>
    public static Principal Visitor { get; } = new(PrincipalKind.Visitor, "visitor", []);

    /// <summary>The command line or a job, named after the operating system's user or the job.</summary>
    public static Principal Operator(string name) => new(PrincipalKind.Operator, name, []);

    /// <summary>A person with an account.</summary>
    public static Principal Account(string name, params IReadOnlyList<Grant> grants) => new(PrincipalKind.Account, name, grants);

    /// <summary>A supplier's system with an API token for some agencies.</summary>
    public static Principal Token(string name, Rights rights, params string[] agencies) =>
        new(PrincipalKind.Token, name, [Grant.Provider(rights, agencies)]);
}
