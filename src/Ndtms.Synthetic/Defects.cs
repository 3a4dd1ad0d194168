using System.Globalization;
using Ndtms.Core.DataSets;

namespace Ndtms.Synthetic;

/// <summary>A defect that can be put into a file.</summary>
/// <param name="Id">Its id: the rule that it breaks and, if there are several ways to break it, the way (<c>VALUE-03/DOB</c>).</param>
/// <param name="Apply">Applies it to one client and records the issues to expect; false, without any change, where the client does not
/// suit.</param>
/// <param name="OncePerFile">Whether its rule raises at most one issue a file.</param>
public sealed record Defect(string Id, Func<DefectSite, bool> Apply, bool OncePerFile = false)
{
    /// <summary>The rule that it breaks.</summary>
    public string Rule => Id.Split('/')[0];
}

/// <summary>The catalogue of defects, by rule (Definitions/rules.md, Values and the headings after it). Each is applied to a different
/// client, chosen so that no other rule raises an issue; where other rules must, the defect records their issues too.</summary>
public static class Defects
{
    private static readonly IReadOnlyList<Defect> Rows =
    [
        new("ROW-01", s => s.ExpectedOfFile("ROW-01", s.Overlong())),
        new("ROW-02", s => s.Expected("ROW-02", s.Client, "AGNCY", [s.Copy(s.Client, ("AGNCY", "N9999"))])),
        new("ROW-03", s =>
        {
            var copy = s.Copy(s.Client);
            var original = s.RowsOf(s.Client).First(r => r != copy && r.Episode == copy.Episode && r.Children.SequenceEqual(copy.Children));
            s.Expect("ROW-03", s.Client, "", [original, copy], lastRowOnly: true);
            return true;
        }),
        new("FILE-04", s =>
        {
            s.AddHeader("NOTES");
            s.ExpectOfFile("FILE-04", "NOTES", []);
            return true;
        }, OncePerFile: true),
        new("FILE-05", s =>
        {
            if (s.Field("GPPTCE") is null)
                return false;
            s.RemoveHeader("GPPTCE");
            s.ExpectOfFile("FILE-05", "GPPTCE", []);
            return true;
        }, OncePerFile: true),
        new("FILE-15", s =>
        {
            if (s.IsoDates || s.With("CPLANDT") is not { } episode)
                return false;
            episode["CPLANDT"] = episode.Date("CPLANDT")!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            s.ExpectOfFile("FILE-15", "", []);
            return true;
        }, OncePerFile: true),
    ];

    private static readonly IReadOnlyList<Defect> Values =
    [
        Spoil("VALUE-01", "SINITIAL", ""),
        Spoil("VALUE-01", "DOB", ""),
        Spoil("VALUE-01", "CONSENT", ""),
        Spoil("VALUE-01", "REFLD", ""),
        Spoil("VALUE-01", "TRIAGED", ""),
        Spoil("VALUE-01", "DRUG1", ""),
        Spoil("VALUE-01", "MODAL", "", (s, m) => s.MayGo(s.EpisodeOf(m), m)),
        .. new[]
        {
            "ETHNIC", "NATION", "PREVTR", "ACCMNEED", "PRNTSTAT", "RFLS", "CHILDWTH", "DRUG1AGE", "DUALDIAG", "HEPBVAC", "FAOMODDT", "PWORK",
        }.Select(header => Spoil("VALUE-02", header, "")),
        Spoil("VALUE-03", "DOB", "31/02/1980"),
        Spoil("VALUE-03", "REFLD", "2011/04"),
        Spoil("VALUE-03", "CPLANDT", "30/02/2011"),
        Spoil("VALUE-03", "FAOMODDT", "soon"),
        Spoil("VALUE-04", "CHILDWTH", "99"),
        Spoil("VALUE-04", "DRUG1AGE", "14 YEARS"),
        Spoil("VALUE-04", "ALCDDAYS", "31", (s, e) => e["ALCUNITS"] != "0"),
        Spoil("VALUE-04", "QUALLIFE", "25"),
        Spoil("VALUE-05", "SEX", "X"),
        Spoil("VALUE-05", "ETHNIC", "Q"),
        Spoil("VALUE-05", "RFLS", "77"),
        Spoil("VALUE-05", "ACCMNEED", "9"),
        Spoil("VALUE-05", "DRUG1", "1234"),
        Spoil("VALUE-05", "MODAL", "999", (s, m) => s.MayGo(s.EpisodeOf(m), m)),
        new("VALUE-06", s =>
        {
            var list = s.Field("DISRSN")?.CodeList;
            string? Outdated(Entry episode) => list!.Find(episode["DISRSN"]) is { } now
                ? list.Codes.FirstOrDefault(c => c.Group == now.Group && !c.ValidOn(episode.Date("DISD")!.Value))?.Value
                : null;
            if (list is null || s.With("DISRSN", e => Outdated(e) is not null) is not { } left)
                return false;
            left["DISRSN"] = Outdated(left)!;
            return s.Expected("VALUE-06", left, "DISRSN");
        }),
        Spoil("VALUE-07", "SINITIAL", "SM"),
        Spoil("VALUE-07", "NATION", "UK"),
        Spoil("VALUE-07", "PREVTR", "MAYBE"),
        Spoil("VALUE-07", "PCT", "5K"),
        // It has the length of a postcode, but not the format.
        new("VALUE-07/PC", s =>
        {
            if (s.With("PC") is not { } episode)
                return false;
            episode["PC"] = "UNKNOWN";
            return s.Expected("VALUE-07", episode, "PC");
        }),
        new("VALUE-08", s =>
        {
            if (s.With("PC", e => e["PC"].Length <= 6) is not { } episode)
                return false;
            episode["PC"] += "XF";
            s.ExpectOfFile("VALUE-08", "", []);
            return true;
        }, OncePerFile: true),
    ];

    private static readonly IReadOnlyList<Defect> Clients =
    [
        new("CLIENT-01", s =>
        {
            s.Copy(s.Client, ("CONSENT", "N"));
            return s.Expected("CLIENT-01", s.Client, "CONSENT");
        }),
        new("CLIENT-01/bare", s =>
        {
            s.Bare(("CONSENT", "N"));
            return s.Expected("CLIENT-01", s.Client, "CONSENT");
        }),
        new("CLIENT-02", s =>
        {
            s.Client["DOB"] = "10/05/1899";
            s.Expect("CLIENT-02", s.Client, "DOB");
            foreach (var episode in s.Client.Children)
                s.Expect("EPISODE-05", episode, "TRIAGED");
            return true;
        }),
        new("CLIENT-03", s =>
        {
            if (Other(s.Client["FINITIAL"]) is not { } initial)
                return false;
            s.Copy(s.Client, ("FINITIAL", initial), ("DOB", DayText.Show(s.Client.Date("DOB")!.Value.AddDays(400))));
            s.Expect("CLIENT-03", s.Client, "FINITIAL");
            return s.Expected("CLIENT-03", s.Client, "DOB");
        }),
        new("CLIENT-04", s => Conflict(s, "CLIENT-04", s.Client, "ETHNIC", s.Another("ETHNIC", s.Client["ETHNIC"]))),
        new("CLIENT-07", s => Other(s.Client["FINITIAL"]) is { } initial && Conflict(s, "CLIENT-07", s.Client, "FINITIAL", initial)),
        new("CLIENT-06", s =>
        {
            s.RemoveEpisodes();
            return s.Expected("CLIENT-06", s.Client, "EPISODID");
        }),
    ];

    private static readonly IReadOnlyList<Defect> Episodes =
    [
        new("EPISODE-01", s => s.With("RFLS") is { } e && Conflict(s, "EPISODE-01", e, "RFLS", s.Another("RFLS", e["RFLS"]))),
        Change("EPISODE-02", "REFLD", (s, e) => s.Client.Date("DOB")),
        // Assessed at most one year younger, so that no other rule on ages raises an issue.
        Change("EPISODE-03", "TRIAGED", (s, e) => e.Date("REFLD")!.Value.AddDays(-1),
            (s, e) => s.Left(e) && s.AgeAtTriage(e) is > 14 and < 90 && Number(e, "DRUG1AGE") < s.AgeAtTriage(e)),
        new("EPISODE-04", s =>
        {
            if (s.With("TRIAGED", e => e["DISD"].Length == 0 && s.AgeAtTriage(e) < 80) is not { } episode)
                return false;
            episode.Date("TRIAGED", s.Received.AddDays(5));
            s.Expect("EPISODE-04", episode, "TRIAGED");
            foreach (var modality in episode.Children.Where(c => c["MODST"].Length > 0))
                s.Expect("MODALITY-06", modality, "MODST");
            return true;
        }),
        Aged("EPISODE-05", 102),
        Aged("EPISODE-06", 95),
        Spoil("EPISODE-07", "DISRSN", ""),
        // An episode discharged after the extract is open at the end of the window, so it needs recent activity.
        Change("EPISODE-08", "DISD", (s, e) => s.Received.AddDays(3),
            (s, e) => s.Left(e) && e.Date("DISD") > s.To.AddDays(-150) && e.Children.TrueForAll(c => c.Kind != EntityKind.Modality || c["MODST"].Length > 0)),
        new("EPISODE-09", s =>
        {
            if (s.Pair(EntityKind.Modality, (e, m) => m["MODEND"].Length > 0 && e.Date("DISD") < s.To) is not { } found)
                return false;
            found.Child.Date("MODEND", found.Episode.Date("DISD")!.Value.AddDays(1));
            return s.Expected("EPISODE-09", found.Episode, "DISD");
        }),
        new("EPISODE-10", s =>
        {
            if (s.Pair(EntityKind.Modality, (e, m) => m["MODEND"].Length > 0 && e["DISD"].Length > 0) is not { } found)
                return false;
            (found.Child["MODEND"], found.Child["MODEXIT"]) = ("", "");
            return s.Expected("EPISODE-10", found.Episode, "MODEND");
        }),
        Change("EPISODE-11", "DRUG2", (s, e) => e["DRUG1"]),
        Change("EPISODE-12", "DRUG1AGE", (s, e) => (s.AgeAtTriage(e) + 3).ToString(CultureInfo.InvariantCulture)),
        new("EPISODE-13", s =>
        {
            if (s.Client["SEX"] != "M" || s.One(EntityKind.Episode, e => e["PREGNANT"].Length == 0) is not { } episode)
                return false;
            episode["PREGNANT"] = "Y";
            return s.Expected("EPISODE-13", episode, "PREGNANT");
        }),
        Change("EPISODE-14", "ALCDDAYS", (s, e) => "0", (s, e) => e["ALCDDAYS"] != "0"),
        new("EPISODE-15", s =>
        {
            if (s.With("HEPBSTAT", e => e["HEPBSTAT"] != "A") is not { } episode)
                return false;
            episode["HEPBVAC"] = "1";
            return s.Expected("EPISODE-15", episode, "HEPBVAC");
        }),
        Change("EPISODE-16", "LA", (s, e) => s.Book.List("local-authority").Codes
            .First(c => s.Book.Areas.PartnershipOfAuthority(c.Value) is { } area && area != e["DAT"]).Value),
        Change("EPISODE-17", "ROUTE", (s, e) => "1", (s, e) => e["INJSTAT"] == "N" && e["DRUG1"] != "7000"),
        Change("EPISODE-18", "CPLANDT", (s, e) => e.Date("REFLD")!.Value.AddDays(-1)),
        new("EPISODE-19", Overlap),
        new("EPISODE-20", s =>
        {
            if (s.Pair(EntityKind.Modality, (e, m) => e["DISD"].Length == 0 && e["TOPCC"] == "N" && e.Date("TRIAGED") <= s.To.AddDays(-84)
                && e.Children.FindAll(c => c.Kind == EntityKind.Modality).Count == 1) is not { } found)
                return false;
            s.Remove(found.Episode, found.Child);
            return s.Expected("EPISODE-20", found.Episode, "MODST");
        }),
        new("EPISODE-21", Silence),
        new("EPISODE-22", s =>
        {
            if (s.Pair(EntityKind.Top, (e, t) => t["TRSTAGE"] == "E" && e["DISRSN"] is "80" or "90" or "82" or "91") is not { } found)
                return false;
            found.Child["OPIUSE"] = "4";
            return s.Expected("EPISODE-22", found.Episode, "DISRSN");
        }),
        new("EPISODE-23", LeftBefore),
        Change("EPISODE-24", "DRUG1", (s, e) => "3409"),
        Change("EPISODE-25", "HLCASSDT", (s, e) => s.Received.AddDays(1), (s, e) => s.Left(e)),
    ];

    private static readonly IReadOnlyList<Defect> Children =
    [
        new("MODALITY-01", s => s.With("MODAL", m => s.MayGo(s.EpisodeOf(m), m)) is { } m
            && Conflict(s, "MODALITY-01", m, "MODAL", s.Another("MODAL", m["MODAL"]))),
        new("MODALITY-02", s =>
        {
            if (s.With("MODST", m => s.MayGo(s.EpisodeOf(m), m)) is not { } modality)
                return false;
            modality.Date("MODST", s.EpisodeOf(modality).Date("REFLD")!.Value.AddDays(-2));
            s.Expect("MODALITY-02", modality, "MODST");
            s.Expect("MODALITY-06", modality, "MODST");
            return s.Expected("MODALITY-07", modality, "MODST");
        }),
        Change("MODALITY-03", "MODEND", (s, m) => m.Date("MODST")!.Value.AddDays(-1), (s, m) => s.MayGo(s.EpisodeOf(m), m)),
        Spoil("MODALITY-04", "MODEXIT", ""),
        Change("MODALITY-05", "REFMODDT", (s, m) => s.EpisodeOf(m).Date("REFLD")!.Value.AddDays(-1), (s, m) => m["MODST"].Length > 0),
        new("MODALITY-06", s =>
        {
            if (s.Pair(EntityKind.Modality, (e, m) => m["MODST"].Length > 0 && e["TOPCC"] == "N" && e.Date("REFLD") < e.Date("TRIAGED"))
                is not { } found)
                return false;
            var referred = found.Episode.Date("REFLD");
            found.Episode.Date("CPLANDT", referred);
            found.Child.Date("REFMODDT", referred);
            found.Child.Date("FAOMODDT", referred);
            found.Child.Date("MODST", found.Episode.Date("TRIAGED")!.Value.AddDays(-1));
            return s.Expected("MODALITY-06", found.Child, "MODST");
        }),
        new("MODALITY-07", s =>
        {
            if (s.With("MODST") is not { } modality)
                return false;
            modality.Date("FAOMODDT", modality.Date("MODST")!.Value.AddDays(1));
            return s.Expected("MODALITY-07", modality, "MODST");
        }),
        new("MODALITY-08", s =>
        {
            // Not the first of its episode, which has to have started.
            if (s.Pair(EntityKind.Modality, (e, m) => m["MODST"].Length > 0 && e["DISD"].Length == 0 && m.Date("REFMODDT") <= s.To.AddDays(-84)
                && e.Children.Exists(c => c.Date("MODST") < m.Date("MODST") && c["MODST"].Length > 0)) is not { } found)
                return false;
            (found.Child["MODST"], found.Child["MODEND"], found.Child["MODEXIT"]) = ("", "", "");
            return s.Expected("MODALITY-08", found.Child, "MODST");
        }),
        new("TOP-01", s => s.With("QUALLIFE", t => t["TRSTAGE"] == "R" && t["QUALLIFE"] != "NA") is { } t
            && Conflict(s, "TOP-01", t, "QUALLIFE", t["QUALLIFE"] == "7" ? "8" : "7")),
        Change("TOP-02", "TOPDATE", (s, t) => s.Received.AddDays(4), (s, t) => t["TRSTAGE"] == "R" && s.EpisodeOf(t)["DISD"].Length == 0),
        Change("TOP-03", "TOPDATE", (s, t) => s.EpisodeOf(t).Date("REFLD")!.Value.AddDays(-40), (s, t) => t["TRSTAGE"] == "R"),
        new("TOP-04", s => Restage(s, "TOP-04", "R", "S", e => true)),
        new("TOP-05", s =>
        {
            if (s.Pair(EntityKind.Top, (e, t) => t["TRSTAGE"] == "S" && Treatment(e) <= s.To.AddDays(-60) && !(e.Date("DISD") < Treatment(e)!.Value.AddDays(25)))
                is not { } found)
                return false;
            found.Child.Date("TOPDATE", Treatment(found.Episode)!.Value.AddDays(25));
            return s.Expected("TOP-05", found.Episode, "TRSTAGE");
        }),
        new("TOP-06", s => Restage(s, "TOP-06", "E", "R", e => e.Date("DISD") <= s.To.AddDays(-14))),
        new("TOP-07", s =>
        {
            if (s.With("TRSTAGE", t => t["TRSTAGE"] == "R") is not { } top)
                return false;
            foreach (var field in s.Items())
                top[field.Header] = "NA";
            return s.Expected("TOP-07", top, "TOPDATE");
        }),
        new("CHILD-01", s => s.With("PSYMOTI") is { } sub && Conflict(s, "CHILD-01", sub, "PSYMOTI", sub["PSYMOTI"] == "Y" ? "N" : "Y")),
        new("CHILD-01/TITREAT", s => s.With("TITREAT") is { } time && Conflict(s, "CHILD-01", time, "TITREAT", s.Another("TITREAT", time["TITREAT"]))),
        Change("CHILD-02", "SUBMODDT", (s, c) => s.EpisodeOf(c).Date("REFLD")!.Value.AddDays(-1)),
        Change("CHILD-02/TITDATE", "TITDATE", (s, c) => s.Received.AddDays(1)),
        Beside(EntityKind.Modality, "MODEXIT", "A"),
        Beside(EntityKind.Top, "ALCUSE", "5"),
        Beside(EntityKind.TimeInTreatment, "TITREAT", "1"),
    ];

    /// <summary>Every defect that can be combined with others in a file, in the order of the rule book.</summary>
    public static IReadOnlyList<Defect> All { get; } = [.. Rows, .. Values, .. Clients, .. Episodes, .. Children];

    /// <summary>Applies defects to a file, each to a different client.</summary>
    /// <exception cref="ArgumentException">There is no such defect.</exception>
    internal static List<ExpectedIssue> Apply(SyntheticFile file, CodeBook book, IReadOnlyList<string> defects, bool accented, Dice dice)
    {
        var issues = new List<ExpectedIssue>();
        var free = file.Clients.ToList();
        dice.Shuffle(free);
        var done = new HashSet<string>(StringComparer.Ordinal);
        if (accented)
        {
            done.Add("VALUE-08");
            free.RemoveAll(c => !char.IsAscii(c["FINITIAL"][0]));
        }

        foreach (var id in defects)
        {
            var defect = All.FirstOrDefault(d => d.Id == id) ?? throw new ArgumentException($"There is no defect {id}.", nameof(defects));
            if (defect.OncePerFile && !done.Add(defect.Id))
                continue;
            var at = free.FindIndex(client => defect.Apply(new DefectSite(file, book, client, dice, issues)));
            if (at < 0)
                continue;
            free.RemoveAt(at);
            file.Inflicted.Add(id);
        }

        return issues;
    }

    /// <summary>A value that the field must not have.</summary>
    private static Defect Spoil(string rule, string header, string text, Func<DefectSite, Entry, bool>? suits = null) => new($"{rule}/{header}", s =>
    {
        if (s.With(header, e => suits is null || suits(s, e)) is not { } entity || (text.Length > 0 && Entry.Allowed(s.Field(header)!, text)))
            return false;
        entity[header] = text;
        return s.Expected(rule, entity, header);
    });

    private static Defect Change(string id, string header, Func<DefectSite, Entry, string> value, Func<DefectSite, Entry, bool>? suits = null) => new(id, s =>
    {
        if (s.With(header, e => suits is null || suits(s, e)) is not { } entity)
            return false;
        entity[header] = value(s, entity);
        return s.Expected(id.Split('/')[0], entity, header);
    });

    private static Defect Change(string id, string header, Func<DefectSite, Entry, DateOnly?> value, Func<DefectSite, Entry, bool>? suits = null) =>
        Change(id, header, (s, e) => value(s, e) is { } day ? DayText.Show(day) : "", suits);

    /// <summary>A date of birth that gives the client this age in their only episode.</summary>
    private static Defect Aged(string rule, int age) => new(rule, s =>
    {
        if (s.Client.Children is not [var episode] || episode.Date("TRIAGED") is not { Year: >= 2006 } triaged)
            return false;
        s.Client.Date("DOB", new DateOnly(triaged.Year - age, 1, 1));
        return s.Expected(rule, episode, "TRIAGED");
    });

    private static Defect Beside(EntityKind kind, string header, string text) => new($"CHILD-03/{kind.Name()}", s =>
    {
        if (s.Field(header)?.Entity != kind || s.FillBeside(kind, header, text) is not { } row)
            return false;
        s.ExpectOfFile("CHILD-03", kind.DecidingHeaders()[0], row);
        return true;
    }, OncePerFile: true);

    /// <summary>A copy of a row on which one value of the entity differs.</summary>
    private static bool Conflict(DefectSite s, string rule, Entry entity, string header, string text)
    {
        s.Copy(entity, (header, text));
        return s.Expected(rule, entity, header);
    }

    private static bool Restage(DefectSite s, string rule, string from, string to, Func<Entry, bool> suits)
    {
        if (s.Pair(EntityKind.Top, (e, t) => t["TRSTAGE"] == from && suits(e)) is not { } found)
            return false;
        found.Child["TRSTAGE"] = to;
        return s.Expected(rule, found.Episode, "TRSTAGE");
    }

    private static bool Overlap(DefectSite s)
    {
        var episodes = s.Client.Children.OrderBy(e => e.Date("TRIAGED")).ToList();
        for (var i = 0; i + 1 < episodes.Count; i++)
        {
            var (first, second) = (episodes[i], episodes[i + 1]);
            var end = second.Date("TRIAGED")!.Value.AddDays(1);
            if (first["TOPCC"] != "N" || end > s.To || second.Date("DISD") <= end)
                continue;
            first.Date("DISD", end);
            s.Expect("EPISODE-19", first, "TRIAGED");
            return s.Expected("EPISODE-19", second, "TRIAGED");
        }

        return false;
    }

    private static bool Silence(DefectSite s)
    {
        // Where the data set has reviews, they recur within half a year, so they are moved to the day before it.
        var before = s.To.AddDays(-183);
        bool IsReview(Entry child) => child.Kind is EntityKind.SubIntervention or EntityKind.TimeInTreatment || child["TRSTAGE"] == "R";
        var hasReviews = s.Field("SUBMODDT") is not null;
        bool IsLeft(Entry child) => !hasReviews || !IsReview(child);
        bool Suits(Entry e) => e["DISD"].Length == 0 && e.Date("TRIAGED") <= before && LastDayWithout(s, e, "HLCASSDT", IsLeft) <= before;
        if ((hasReviews ? s.One(EntityKind.Episode, Suits) : s.With("HLCASSDT", Suits)) is not { } episode)
            return false;
        episode["HLCASSDT"] = "";
        foreach (var review in episode.Children.Where(c => !IsLeft(c)))
        {
            foreach (var header in s.Dates(review.Kind).Where(h => review.Date(h) > before))
                review.Date(header, before);
        }

        return s.Expected("EPISODE-21", episode, "");
    }

    private static bool LeftBefore(DefectSite s)
    {
        var day = s.From.AddDays(-1);
        var list = s.Field("DISRSN")?.CodeList;
        string? Then(Entry e) => list?.Find(e["DISRSN"]) is { } now
            ? list.Codes.FirstOrDefault(c => c.Group == now.Group && c.ValidOn(day))?.Value
            : null;
        var episode = s.With("DISD", e => e["TOPCC"] == "N" && e.Date("TRIAGED") < day && Then(e) is not null
            && e.Children.TrueForAll(c => c.Kind == EntityKind.Modality && c.Date("MODST") < day));
        if (episode is null)
            return false;
        episode["DISRSN"] = Then(episode)!;
        episode.Date("DISD", day);
        foreach (var modality in episode.Children.Where(m => m.Date("MODEND") > day))
            modality.Date("MODEND", day);
        return s.Expected("EPISODE-23", episode, "DISD");
    }

    /// <summary>The earliest start of a modality, assuming that every modality is structured and has started.</summary>
    private static DateOnly? Treatment(Entry episode) =>
        episode.Children.Where(c => c.Kind == EntityKind.Modality).Min(m => m.Date("MODST"));

    /// <summary>The last date of an episode, without one column, and of some of its children.</summary>
    private static DateOnly? LastDayWithout(DefectSite s, Entry episode, string column, Func<Entry, bool> children) => episode.Children
        .Where(children).Prepend(episode).SelectMany(e => s.Dates(e.Kind).Where(h => h != column).Select(e.Date)).Max();

    private static int Number(Entry entry, string header) =>
        int.TryParse(entry[header], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    /// <summary>A later letter than the initial: the correct value comes first in order, so it is the one that is used.</summary>
    private static string? Other(string initial) => initial is [>= 'A' and < 'Z' and var letter] ? ((char)(letter + 1)).ToString() : null;
}
