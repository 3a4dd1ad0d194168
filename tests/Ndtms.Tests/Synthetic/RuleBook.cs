using System.Globalization;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;
using Row = Ndtms.Tests.Synthetic.FileReading.Row;

namespace Ndtms.Tests.Synthetic;

/// <summary>The rules that well-formed data can break, written down a second time and as plainly as possible, to hold the generator to.
/// Names broken rules with their column, for entities merged from rows that do not conflict.</summary>
internal sealed class RuleBook(DataSet dataSet, Submission submission)
{
    private static readonly CodeBook Book = CodeBook.Embedded;
    private readonly List<(string Rule, string Client, string Episode, string Column)> _broken = [];
    private string _client = "";
    private string _episode = "";

    public static List<(string Rule, string Client, string Episode, string Column)> Judge(SyntheticFile file)
    {
        var book = new RuleBook(file.DataSet, file.Submission);
        book.JudgeRows(FileReading.Of(file).Rows);
        return book._broken;
    }

    private void JudgeRows(IReadOnlyList<Row> rows)
    {
        foreach (var client in rows.GroupBy(r => r["CLIENTID"]))
        {
            (_client, _episode) = (client.Key, "");
            var someone = client.First();
            Fields(EntityKind.Client, someone);
            var born = someone.Day("DOB");
            Check("CLIENT-02", "DOB", born > submission.Received || born?.Year < 1903);
            var spans = new List<(string Id, DateOnly Start, DateOnly End)>();
            foreach (var episode in client.Where(r => r["EPISODID"].Length > 0).GroupBy(r => r["EPISODID"]))
            {
                _episode = episode.Key;
                JudgeEpisode([.. episode], born);
                spans.Add((episode.Key, episode.First().Day("TRIAGED")!.Value, episode.First().Day("DISD") ?? DateOnly.MaxValue));
            }

            spans.Sort((a, b) => a.Start.CompareTo(b.Start));
            for (var i = 1; i < spans.Count; i++)
            {
                foreach (var span in (string[])[spans[i - 1].Id, spans[i].Id])
                {
                    _episode = span;
                    Check("EPISODE-19", "TRIAGED", spans[i].Start < spans[i - 1].End);
                }
            }
        }
    }

    private void JudgeEpisode(List<Row> rows, DateOnly? born)
    {
        var e = rows[0];
        var (from, to, receipt) = (submission.From, submission.To, submission.Received);
        Fields(EntityKind.Episode, e);
        var (refld, triaged, disd) = (e.Day("REFLD")!.Value, e.Day("TRIAGED")!.Value, e.Day("DISD"));
        var modalities = Children(rows, EntityKind.Modality);
        var tops = Children(rows, EntityKind.Top);
        var subs = Children(rows, EntityKind.SubIntervention);
        var tits = Children(rows, EntityKind.TimeInTreatment);
        var age = Age(born!.Value, triaged);
        Check("EPISODE-02", "REFLD", refld <= born);
        Check("EPISODE-03", "TRIAGED", triaged < refld);
        Check("EPISODE-04", "TRIAGED", refld > receipt || triaged > receipt);
        Check("EPISODE-05/06", "TRIAGED", age is < 12 or > 90);
        Check("EPISODE-07", "DISRSN", disd is null != (e["DISRSN"].Length == 0));
        Check("EPISODE-08", "DISD", disd < triaged || disd > receipt);
        Check("EPISODE-09", "DISD", modalities.Exists(m => m.Day("MODST") > disd || m.Day("MODEND") > disd));
        Check("EPISODE-10", "MODEND", disd is not null && modalities.Exists(m => m.Day("MODST") is not null && m.Day("MODEND") is null));
        var (drug1, drug2, drug3) = (Group("substance", e["DRUG1"]), Group("substance", e["DRUG2"]), Group("substance", e["DRUG3"]));
        Check("EPISODE-11", "DRUG2", e["DRUG1"] == e["DRUG2"] || e["DRUG1"] == e["DRUG3"] || e["DRUG2"] == e["DRUG3"]);
        Check("EPISODE-11", "DRUG3", drug3 is not ("none" or "adjunct" or "") && drug2 is ("none" or "adjunct" or ""));
        Check("EPISODE-12", "DRUG1AGE", Number(e, "DRUG1AGE") is var first && (first > age || first < 5));
        Check("EPISODE-13", "PREGNANT", e["PREGNANT"] == "Y" && e["SEX"] != "F");
        Check("VALUE-02", "PREGNANT", e["PREGNANT"].Length == 0 && e["SEX"] == "F");
        Check("EPISODE-14", "ALCDDAYS", (Number(e, "ALCDDAYS") == 0) != (Number(e, "ALCUNITS") == 0));
        Check("EPISODE-15", "HEPBVAC", e["HEPBVAC"].Length > 0 && e["HEPBSTAT"] != "A");
        Check("VALUE-02", "HEPBVAC", e["HEPBVAC"].Length == 0 && e["HEPBSTAT"] == "A");
        Check("EPISODE-15", "HEPCTSTD", e["HEPCTSTD"].Length > 0 && e["HEPCSTAT"] != "A");
        Check("VALUE-02", "HEPCTSTD", e["HEPCTSTD"].Length == 0 && e["HEPCTD"] == "Y");
        Check("EPISODE-16", "LA", e["DAT"] == Areas.OutsideEngland ? e["LA"].Length > 0 : Book.Areas.PartnershipOfAuthority(e["LA"]) != e["DAT"]);
        Check("EPISODE-17", "ROUTE", e["ROUTE"] == "1" && (e["INJSTAT"] == "N" || e["DRUG1"] == "7000"));
        var treatment = modalities.Where(m => Group("modality", m["MODAL"]) == "structured").Min(m => m.Day("MODST"));
        Check("EPISODE-18", "CPLANDT", e.Day("CPLANDT") < refld || e.Day("CPLANDT") > treatment);
        var open = disd is null || disd > to;
        Check("EPISODE-20", "MODST", triaged <= to && open && triaged.AddDays(84) <= to && !modalities.Exists(m => m.Day("MODST") <= to));
        var dates = Days(e, EntityKind.Episode).Concat(modalities.SelectMany(m => Days(m, EntityKind.Modality)))
            .Concat(tops.SelectMany(t => Days(t, EntityKind.Top))).Concat(subs.SelectMany(t => Days(t, EntityKind.SubIntervention)))
            .Concat(tits.SelectMany(t => Days(t, EntityKind.TimeInTreatment))).ToList();
        Check("EPISODE-21", "", triaged <= to && open && !dates.Exists(d => d <= to && d > to.AddDays(-183)));
        foreach (var exit in tops.Where(t => t["TRSTAGE"] == "E"))
        {
            string[] free = e["DISRSN"] switch
            {
                "80" or "90" => ["OPIUSE", "CRAUSE", "COCAUSE", "AMPHUSE", "CANNUSE", "OTDRGUSE"],
                "82" or "91" => ["OPIUSE", "CRAUSE"],
                _ => [],
            };
            Check("EPISODE-22", "DISRSN", Array.Exists(free, item => Number(exit, item) > 0));
        }

        Check("EPISODE-23", "DISD", disd < from);
        Check("EPISODE-24", "DRUG1", drug1 is "none" or "adjunct");
        foreach (var header in (string[])["CPLANDT", "HLCASSDT", "HEPCTSTD"])
            Check("EPISODE-25", header, e.Day(header) > receipt);
        if (disd is { } left)
            Check("VALUE-06", "DISRSN", Book.List("discharge-reason").Find(e["DISRSN"])?.ValidOn(left) == false);
        foreach (var m in modalities)
            JudgeModality(m, refld, triaged, open);
        JudgeTops(e, tops, born.Value, treatment, disd);
        foreach (var day in subs.Select(s => s.Day("SUBMODDT")).Concat(tits.Select(t => t.Day("TITDATE"))))
            Check("CHILD-02", "", day < refld || day > receipt);
    }

    private void JudgeModality(Row m, DateOnly refld, DateOnly triaged, bool open)
    {
        var (sent, offered, started, ended) = (m.Day("REFMODDT"), m.Day("FAOMODDT"), m.Day("MODST"), m.Day("MODEND"));
        Check("MODALITY-02", "MODST", started < refld || started > submission.Received);
        Check("MODALITY-03", "MODEND", ended < started || ended > submission.Received || (ended is not null && started is null));
        Check("MODALITY-04", "MODEXIT", ended is null != (m["MODEXIT"].Length == 0));
        Check("MODALITY-05", "REFMODDT", sent < refld || offered < sent);
        Check("MODALITY-06", "MODST", started < triaged);
        Check("MODALITY-07", "MODST", started < offered);
        Check("MODALITY-08", "MODST", open && !(started <= submission.To) && sent?.AddDays(84) <= submission.To);
    }

    private void JudgeTops(Row e, List<Row> tops, DateOnly born, DateOnly? treatment, DateOnly? disd)
    {
        var (refld, to) = (e.Day("REFLD")!.Value, submission.To);
        foreach (var top in tops)
        {
            var day = top.Day("TOPDATE");
            Check("TOP-02", "TOPDATE", day <= born || day > submission.Received);
            Check("TOP-03", "TOPDATE", day < refld.AddDays(-28) || day > disd?.AddDays(28));
            Check("TOP-07", "TOPDATE", dataSet.Of(EntityKind.Top).Fields.Where(f => f.NotDisclosedAllowed).All(f => top[f.Header].Length == 0));
        }

        Check("TOP-04", "TRSTAGE", tops.Count(t => t["TRSTAGE"] == "S") > 1);
        if (e["TOPCC"] != "Y")
            return;
        bool Near(string stage, DateOnly day) =>
            tops.Exists(t => t["TRSTAGE"] == stage && Math.Abs(t.Day("TOPDATE")!.Value.DayNumber - day.DayNumber) <= 14);
        Check("TOP-05", "TRSTAGE", treatment is { } start && start.AddDays(14) <= to && !Near("S", start));
        Check("TOP-06", "TRSTAGE", disd is { } left && left.AddDays(14) <= to && !Near("E", left));
    }

    /// <summary>Required and expected fields filled, and every value well-formed.</summary>
    private void Fields(EntityKind kind, Row row)
    {
        foreach (var field in dataSet.Of(kind).Fields)
        {
            var text = row.Raw(field.Header);
            if (text.Length == 0 || (text == "NA" && !field.NotDisclosedAllowed))
            {
                var outside = field.Header == "LA" && row["DAT"] == Areas.OutsideEngland;
                Check(field.Required == Requirement.Reject ? "VALUE-01" : "VALUE-02", field.Header,
                    field.Required is Requirement.Reject or Requirement.Expected && !outside);
                continue;
            }

            if (text == "NA")
                continue;
            var fine = field.Type switch
            {
                FieldType.Date => row.Day(field.Header) is not null,
                FieldType.Integer => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= field.Min && number <= field.Max,
                FieldType.Code => field.CodeList!.Find(text) is not null,
                FieldType.YesNo => text is "Y" or "N",
                FieldType.Initial => text is [>= 'A' and <= 'Z'],
                _ => text.Length >= field.Min && text.Length <= field.Max,
            };
            Check("VALUE-03..07", field.Header, !fine);
        }
    }

    private List<Row> Children(List<Row> rows, EntityKind kind)
    {
        var children = rows.Where(r => kind.DecidingHeaders().Any(h => r[h].Length > 0)).DistinctBy(r => r[kind.KeyHeader()]).ToList();
        foreach (var child in children)
            Fields(kind, child);
        foreach (var row in rows.Where(r => kind.DecidingHeaders().All(h => r[h].Length == 0)))
            Check("CHILD-03", kind.DecidingHeaders()[0], dataSet.Of(kind).Fields.Any(f => row[f.Header].Length > 0));
        return children;
    }

    private IEnumerable<DateOnly> Days(Row row, EntityKind kind) =>
        dataSet.Of(kind).Fields.Where(f => f.Type == FieldType.Date).Select(f => row.Day(f.Header)).OfType<DateOnly>();

    private void Check(string rule, string column, bool broken)
    {
        if (broken)
            _broken.Add((rule, _client, _episode, column));
    }

    private static string Group(string list, string code) => Book.List(list).Find(code)?.Group ?? "";

    private static int? Number(Row row, string header) =>
        int.TryParse(row[header], CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int Age(DateOnly born, DateOnly day) => day.Year - born.Year - (day.DayOfYear < born.AddYears(day.Year - born.Year).DayOfYear ? 1 : 0);
}
