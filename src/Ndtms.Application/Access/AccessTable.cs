using System.Collections.Frozen;
using Ndtms.Core.DataSets;
using Ndtms.Storage;

namespace Ndtms.Application.Access;

/// <summary>How much of it a caller may see.</summary>
public enum Detail
{
    /// <summary>Counts only: nothing of a single client or row.</summary>
    Counts,

    /// <summary>Clients and rows too.</summary>
    Lines,
}

/// <summary>What a caller may see and do in one use case.</summary>
/// <param name="Scope">Whose data.</param>
/// <param name="Detail">How much of them.</param>
/// <param name="PublishedOnly">Only figures of published months.</param>
public sealed record Allowed(Scope Scope, Detail Detail, bool PublishedOnly);

/// <summary>Who may do what: the file <c>access.csv</c>, a row for each use case. A cell says
/// <c>-</c> (not allowed), <c>yes</c> (allowed, no scope), <c>own</c> (in the caller's scope) or <c>all</c> (England), and after it what
/// narrows it: <c>counts</c>, <c>published</c>, and the right that it needs: <c>submit</c>, <c>review</c> or <c>publish</c>.</summary>
public static class AccessTable
{
    private const string Visitor = "visitor";

    private static readonly string[] Columns = ["token", "provider", "partnership", "regional", "national", "administrator", Visitor];

    private static readonly FrozenDictionary<string, FrozenDictionary<string, Rule>> Rows = Read();

    /// <summary>The names of the rows, in the file's order: use cases, and pages that are of several use cases or of none, such as the
    /// statements, whose names begin with <c>page-</c>.</summary>
    public static IReadOnlyList<string> UseCases { get; } = [.. Table().Select(row => row.Required("use_case"))];

    /// <summary>What a caller may see and do in a use case.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="useCase">The use case.</param>
    /// <param name="areas">Which partnerships lie in a region.</param>
    /// <exception cref="AccessDeniedException">Nothing of it.</exception>
    public static Allowed Of(Principal by, string useCase, Areas areas)
    {
        if (!Rows.TryGetValue(useCase, out var row))
            throw new InvalidOperationException($"access.csv has no row for the use case {useCase}.");
        if (by.Kind == PrincipalKind.Operator)
            return new Allowed(Scope.England, Detail.Lines, PublishedOnly: false);
        if (by.Kind == PrincipalKind.Visitor)
            return row[Visitor].IsAllowed ? new Allowed(Scope.Nothing, Detail.Counts, PublishedOnly: true) : throw new AccessDeniedException(useCase);
        var allowed = Allowing(by, row)
            .Select(g => new Allowed(
                g.Rule.All ? Scope.England : Scope.Of(g.Grant.Agencies, g.Grant.Partnerships, g.Grant.Regions, areas), g.Rule.Detail, g.Rule.Published))
            .ToList();
        if (allowed.Count == 0)
            throw new AccessDeniedException(useCase);
        // Grants that show alike are joined; of those that show differently the one that shows most decides, so that no grant widens another's scope.
        var most = allowed.MaxBy(p => (p.Detail, !p.PublishedOnly))!;
        return most with
        {
            Scope = allowed.Where(p => p.Detail == most.Detail && p.PublishedOnly == most.PublishedOnly).Select(p => p.Scope)
                .Aggregate((a, b) => a.With(b)),
        };
    }

    /// <summary>Whether a caller may do anything of a row: a use case, or a page that is of several or none (<c>page-...</c>).</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="row">The row.</param>
    public static bool Allows(Principal by, string row) => by.Kind switch
    {
        PrincipalKind.Operator => true,
        PrincipalKind.Visitor => Rows[row][Visitor].IsAllowed,
        _ => Allowing(by, Rows[row]).Any(),
    };

    /// <summary>The roles that may do something of a row, with the right that it needs.</summary>
    public static IReadOnlyList<(Role Role, Rights Needs)> RolesOf(string row) =>
        [.. Enum.GetValues<Role>().Select(role => (role, Rule: Rows[row][NameOf(role)])).Where(r => r.Rule.IsAllowed).Select(r => (r.role, r.Rule.Needs))];

    private static IEnumerable<(Grant Grant, Rule Rule)> Allowing(Principal by, FrozenDictionary<string, Rule> row) => by.Grants
        .Select(grant => (Grant: grant, Rule: row[by.Kind == PrincipalKind.Token ? "token" : NameOf(grant.Role)]))
        .Where(g => g.Rule.IsAllowed && (g.Grant.Rights & g.Rule.Needs) == g.Rule.Needs);

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private static FrozenDictionary<string, FrozenDictionary<string, Rule>> Read() => Table().ToFrozenDictionary(
        row => row.Required("use_case"),
        row => Columns.ToFrozenDictionary(column => column, column => Rule.Parse(row.Required(column)), StringComparer.Ordinal),
        StringComparer.Ordinal);

    private static List<ReferenceRow> Table()
    {
        using var stream = typeof(AccessTable).Assembly.GetManifestResourceStream("access.csv")!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return ReferenceTable.Read("access.csv", content.ToArray(), ["use_case", .. Columns], []);
    }

    /// <summary>A cell of the file.</summary>
    private sealed record Rule(bool IsAllowed, bool All, Detail Detail, bool Published, Rights Needs)
    {
        public static Rule Parse(string cell)
        {
            var words = cell.Split(' ');
            if (words[0] is not ("-" or "yes" or "own" or "all"))
                throw new CodeBookException($"access.csv: '{cell}' does not begin with -, yes, own or all.");
            var (detail, published, needs) = (Detail.Lines, false, Rights.None);
            foreach (var word in words.Skip(1))
            {
                switch (word)
                {
                    case "counts":
                        detail = Detail.Counts;
                        break;
                    case "published":
                        published = true;
                        break;
                    default:
                        needs |= Enum.TryParse<Rights>(word, ignoreCase: true, out var right)
                            ? right
                            : throw new CodeBookException($"access.csv: '{word}' in '{cell}' is not known.");
                        break;
                }
            }

            return new Rule(words[0] != "-", words[0] is "all" or "yes", detail, published, needs);
        }
    }
}
