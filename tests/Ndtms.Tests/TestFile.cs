using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Tests;

/// <summary>A small file for a test: a clean row that raises no issue at all, and what a test lays over it. The notation is that of
/// <see cref="Example"/>.</summary>
internal sealed partial class TestFile
{
    public const string CleanH =
        "FINITIAL=P SINITIAL=S DOB=10/05/1980 SEX=M ETHNIC=A NATION=GBR REFLD=01/11/2011 AGNCY=N0852 CLIENT=R1 CLIENTID=C1 EPISODID=E1"
        + " CONSENT=Y PREVTR=N PC='SR1 2' ACCMNEED=3 PRNTSTAT=14 DAT=A12B PCT=5KL LA=00CM DRUG1=1011 DRUG1AGE=20 ROUTE=1 DRUG2=9996"
        + " DRUG3=9997 RFLS=4 TRIAGED=03/11/2011 CPLANDT=10/11/2011 INJSTAT=C CHILDWTH=0 ALCDDAYS=0 ALCUNITS=0 DUALDIAG=N HEPCSTAT=D"
        + " HEPBSTAT=D TOPCC=Y MODAL=2 REFMODDT=03/11/2011 MODID=M1 FAOMODDT=14/11/2011 MODST=18/11/2011 TOPDATE=18/11/2011 TOPID=T1"
        + " TRSTAGE=S ALCUSE=0 OPIUSE=20 CRAUSE=0 COCAUSE=0 AMPHUSE=0 CANNUSE=0 OTDRGUSE=0 IVDRGUSE=10 SHARING=N SHOTHEFT=0 DRGSELL=0"
        + " OTHTHEFT=0 ASSAULT=N PSYHSTAT=10 PWORK=0 EDUCAT=0 ACUTHPBM=N HRISK=N PHSTAT=10 QUALLIFE=10";

    private static readonly string[] Register = ["held", "clients", "active", "current", "replaced", "before"];

    private static readonly string[] Dated =
        ["REFLD", "TRIAGED", "CPLANDT", "REFMODDT", "FAOMODDT", "MODST", "TOPDATE"];

    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);
    private readonly List<string> _header;
    private readonly List<Dictionary<string, string>> _rows = [];

    public TestFile(string text = "", CodeBook? book = null)
    {
        Book = book ?? CodeBook.Embedded;
        var rows = text.Split(" | ").Select(r => Token().Matches(r).Select(m => m.Value).ToList()).ToList();
        foreach (var token in rows.SelectMany(r => r).Where(t => t[0] == '@'))
            _facts[token[1..token.IndexOf('=')]] = token[(token.IndexOf('=') + 1)..];
        var later = _facts.GetValueOrDefault("letter", "H") == "K" ? 2 : 0;
        From = Day("from", new DateOnly(2011 + later, 4, 1));
        To = Day("to", new DateOnly(2012 + later, 3, 31));
        Received = Day("received", new DateOnly(2012 + later, 4, 10));
        var dataSet = Book.DataSet(Letter) ?? Book.DataSet("H")!;
        _header = [.. dataSet.Fields.Select(f => f.Header)];
        foreach (var tokens in rows)
        {
            var row = RowOf(tokens, later);
            if (tokens.Find(t => t.StartsWith("@times=", StringComparison.Ordinal)) is not { } times)
                _rows.Add(row);
            else
                _rows.AddRange(Enumerable.Range(1, int.Parse(times[7..], null)).Select(n => new Dictionary<string, string>(row) { ["CLIENTID"] = $"{row["CLIENTID"]}{n}" }));
        }
    }

    public CodeBook Book { get; }

    /// <summary>How much it may hold.</summary>
    public IntakeLimits? Limits { get; init; }

    public string Letter => _facts.GetValueOrDefault("letter", "H");

    public DateOnly From { get; }

    public DateOnly To { get; }

    public DateOnly Received { get; }

    public string Name => _facts.GetValueOrDefault("name") ?? new SubmissionFacts(_facts.GetValueOrDefault("agency", "N0852"), From, To, Letter).ToFileName();

    public string Csv(string lineBreak = "\n")
    {
        var csv = new StringBuilder().AppendJoin(',', _header).Append(lineBreak);
        foreach (var row in _rows)
        {
            var values = _header.Select(h => Quote(row.GetValueOrDefault(h, ""))).ToList();
            if (_facts.TryGetValue("cut", out var cut))
                values.RemoveRange(values.Count - int.Parse(cut, null), int.Parse(cut, null));
            if (_facts.TryGetValue("more", out var more))
                values.Add(more.Trim('\''));
            csv.AppendJoin(',', values).Append(lineBreak);
        }

        return csv.ToString();
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] Content()
    {
        var csv = Encoding.UTF8.GetBytes(Csv().Replace(",", _facts.GetValueOrDefault("separator", ","), StringComparison.Ordinal));
        return _facts.GetValueOrDefault("content") switch
        {
            "empty" => [],
            "binary" => [.. csv, 0],
            "utf16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Csv())],
            "cut" => csv[..csv.AsSpan().LastIndexOf((byte)',')],
            "quote" => [.. csv[..(csv.AsSpan().LastIndexOf((byte)',') + 1)], (byte)'"', (byte)'\n'],
            "endless" => csv[..^1],
            "header" => csv[..(Array.IndexOf(csv, (byte)'\n') + 1)],
            _ => csv,
        };
    }

    public CheckedSubmission Check(bool correction = false)
    {
        var given = (_facts.GetValueOrDefault("given") ?? "").Split(',');
        string? Given(int at) => at < given.Length && given[at].Length > 0 ? given[at] : null;
        DateOnly? GivenDay(int at) => Given(at) is { } day ? DateOnly.Parse(day, null) : null;
        return Check(
            Name, Content(), Received, Book, new ExplicitFacts(Given(0), GivenDay(1), GivenDay(2), Given(3)), Limits,
            register: Array.Exists(Register, _facts.ContainsKey) ? _ => State() : null,
            correction: correction || _facts.GetValueOrDefault("correction") == "Y");
    }

    private AgencyState State()
    {
        var clients = new Dictionary<string, KnownClient>(StringComparer.Ordinal);
        if (_facts.TryGetValue("held", out var held) && held.Split(',') is [var first, var second, var born, var sex])
            clients["C1"] = new KnownClient(new Attributors(first[0], second[0], DateOnly.ParseExact(born, "dd/MM/yyyy"), sex));
        foreach (var id in (_facts.GetValueOrDefault("clients") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            clients[id] = new KnownClient(new Attributors('P', 'S', new DateOnly(1980, 5, 10), "M"), Replaced: 1);
        var active = _facts.GetValueOrDefault("active", "..").Split("..");
        DateOnly? Active(int at) => active[at].Length > 0 ? DateOnly.Parse(active[at], null) : null;
        var agency = active is ["never"] ? null
            : new Agency("N0852", "Wearside", "A12B", "north-east", AgencyService.Adult, "", Active(0), Active(1), AgencyScope.Active);
        var current = _facts.GetValueOrDefault("current");
        var before = _facts.GetValueOrDefault("before", "0,0").Split(',').Select(n => int.Parse(n, null)).ToList();
        var replaced = int.Parse(_facts.GetValueOrDefault("replaced", _facts.ContainsKey("before") ? before[0].ToString((IFormatProvider?)null) : "0"), null);
        if (replaced > 0)
            clients["other"] = new KnownClient(new Attributors('X', 'Y', new DateOnly(1970, 1, 1), "F"), replaced, 0, before[0], before[1]);
        return new AgencyState(
            agency, current == "same" ? Convert.ToHexStringLower(SHA256.HashData(Content())) : null, current is null ? null : current == "same" ? To : DateOnly.Parse(current, null),
            clients);
    }

    public static CheckedSubmission Check(
        string name, byte[] content, DateOnly received, CodeBook? book = null, ExplicitFacts? given = null, IntakeLimits? limits = null,
        Func<SubmissionFacts, AgencyState>? register = null, bool correction = false) => SubmissionCheck.Run(
            new ReceivedFile(name, () => new MemoryStream(content, writable: false), limits), given ?? ExplicitFacts.None, received,
            book ?? CodeBook.Embedded, correction, register);

    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private Dictionary<string, string> RowOf(List<string> tokens, int laterYears)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var token in Token().Matches(CleanH).Select(m => m.Value))
        {
            var (header, value) = Pair(token);
            row[header] = laterYears > 0 && Dated.Contains(header) ? value.Replace("2011", "2013", StringComparison.Ordinal) : value;
        }

        foreach (var token in tokens)
        {
            switch (token[0])
            {
                case '@':
                    break;
                case '-':
                    _header.Remove(token[1..]);
                    break;
                case '+':
                    _header.Add(token[1..].Trim('\''));
                    break;
                default:
                    var (header, value) = Pair(token);
                    row[header] = value;
                    break;
            }
        }

        return row;
    }

    private static (string Header, string Value) Pair(string token)
    {
        var at = token.IndexOf('=', StringComparison.Ordinal);
        return (token[..at], token[(at + 1)..].Trim('\''));
    }

    private DateOnly Day(string fact, DateOnly otherwise) => _facts.TryGetValue(fact, out var day) ? DateOnly.Parse(day, null) : otherwise;

    [GeneratedRegex(@"\+''|[@+-]?\w+(=('[^']*'|\S*))?")]
    private static partial Regex Token();
}
