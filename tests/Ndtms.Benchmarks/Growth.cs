using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;
using Ndtms.Trials;

namespace Ndtms.Benchmarks;

/// <summary>How time and memory grow with the rows of a file: <c>check</c> and <c>submit</c> of the real program, each in a process of its
/// own.</summary>
internal static class Growth
{
    private const long MostBytes = 600L << 20;

    /// <summary>How many times as long a row may take in the largest file as in the smallest, which bears the start of the program.</summary>
    private const double MostPerRow = 1.5;

    private static readonly (string Name, Action<TemplateRow, int> Make)[] Shapes =
    [
        ("few clients", (row, number) => row.Set("CLIENTID", number % 1_000).Set("MODID", number / 1_000).SetPerson(number % 1_000)),
        ("one person", (row, number) => row.Set("CLIENTID", number).Short()),
        ("a client a row", (row, number) => row.Set("CLIENTID", number).SetPerson(number)),
    ];

    /// <summary>Runs; returns 0 where memory and the time for a row stay within bounds.</summary>
    /// <param name="sizes">How many rows.</param>
    public static int Run(IReadOnlyList<int> sizes)
    {
        using var folder = new TemporaryFolder();
        var isBounded = true;
        Console.WriteLine($"{"shape",-16}{"rows",10}{"MB",7}{"check",10}{"a row",10}{"memory",10}{"submit",10}{"a row",10}{"memory",10}  outcome");
        foreach (var (name, make) in Shapes)
        {
            var perRow = new List<(double Check, double Submit)>();
            foreach (var rows in sizes.Order())
            {
                var file = Write(folder, rows, make);
                var check = Call(folder, "check", file);
                var database = folder["ndtms.db"];
                Call(folder, "reference", "load", "agencies", folder["agencies.csv"], "--database", database);
                var submit = Call(folder, "submit", file, "--received", "2012-04-10", "--database", database);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-16}{rows,10}{new FileInfo(file).Length / 1e6,7:0}{InWords(check, rows)}{InWords(submit, rows)}  {submit.Told}"));
                perRow.Add((check.Seconds / rows, submit.Seconds / rows));
                isBounded &= check.Bytes <= MostBytes && submit.Bytes <= MostBytes;
                foreach (var made in Directory.GetFiles(folder.Path, "ndtms.db*").Append(file))
                    File.Delete(made);
            }

            isBounded &= perRow[^1].Check <= perRow[0].Check * MostPerRow && perRow[^1].Submit <= perRow[0].Submit * MostPerRow;
        }

        return isBounded ? 0 : 1;
    }

    private static string InWords((double Seconds, long Bytes, string Told) call, int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{call.Seconds,8:0.0} s{call.Seconds / rows * 1e6,7:0.0} µs{call.Bytes >> 20,6} MiB");

    private static (double Seconds, long Bytes, string Told) Call(TemporaryFolder folder, params string[] words)
    {
        var run = ProgramRun.Of(folder.Path, words);
        return (run.Seconds, run.Peak, run.Told.FirstOrDefault(l => l.Contains(".csv: ", StringComparison.Ordinal))?.Split(": ")[1].Split('.')[0] ?? "");
    }

    private static string Write(TemporaryFolder folder, int rows, Action<TemplateRow, int> make)
    {
        var facts = ErrorFile.Facts;
        File.WriteAllText(folder["agencies.csv"], $"code,name,partnership,service\n{facts.Agency},Wearside,A12B,adult\n");
        var path = folder[facts.FileName];
        using var csv = new StreamWriter(path);
        var template = new TemplateRow(facts);
        csv.Write(template.Header + "\n");
        for (var number = 1; number <= rows; number++)
        {
            make(template, number);
            csv.Write(template + "\n");
        }

        return path;
    }

    /// <summary>A clean row, of which many are made.</summary>
    private sealed class TemplateRow
    {
        private const int ShortCells = 10;

        private readonly string[] _header;
        private readonly string[] _cells;
        private int _length;

        public TemplateRow(Submission facts)
        {
            var world = World.Create(
                new WorldOptions { People = 100, From = facts.From, To = facts.To, Partnerships = ["A12B"], AdultAgencies = 1 }, CodeBook.Embedded);
            using var made = new MemoryStream();
            SyntheticFile.Create(world, facts, new FileStyle(), []).WriteTo(made);
            var lines = Encoding.UTF8.GetString(made.ToArray()).Split('\n');
            (Header, _header, _cells) = (lines[0], lines[0].Split(','), lines[1].Split(','));
            _length = _cells.Length;
        }

        public string Header { get; }

        public TemplateRow Set(string header, int value) => Set(header, value.ToString(CultureInfo.InvariantCulture));

        /// <summary>Makes the row one of a person that no other number has.</summary>
        public void SetPerson(int number) => Set("FINITIAL", ((char)('A' + (number % 26))).ToString()).Set("SINITIAL", ((char)('A' + (number / 26 % 26))).ToString())
            .Set("DOB", new DateOnly(1960, 1, 1).AddDays(number / 676 % 9_000).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture));

        /// <summary>Ends the row long before its last column.</summary>
        public void Short() => _length = ShortCells;

        public override string ToString() => string.Join(',', _cells, 0, _length);

        private TemplateRow Set(string header, string value)
        {
            _cells[Array.IndexOf(_header, header)] = value;
            return this;
        }
    }
}
