using System.Runtime.InteropServices;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>What must be known of a file before its first row is judged: who refuses, for nothing else of such a client is judged, which
/// columns without a name hold values, and whether the file ends inside a row.</summary>
internal sealed class FirstPass
{
    private readonly HashSet<int> _namelessWithValues = [];
    private byte[] _last = [];
    private int _lastLength;

    /// <summary>Rows with a value, the header aside.</summary>
    public int Rows { get; private set; }

    /// <summary>CLIENTIDs that refuse, with the lines that say so.</summary>
    public SortedDictionary<string, List<int>> Refusals { get; } = new(StringComparer.Ordinal);

    /// <summary>Columns without a name that hold a value on some row, counted from 0.</summary>
    public IReadOnlySet<int> NamelessWithValues => _namelessWithValues;

    /// <summary>The line of the last row, where the file ends inside it (rule FILE-19); null: it does not.</summary>
    public int? CutLine { get; private set; }

    /// <summary>Reads a file through; sets its problem where it has no header, or too many rows, rows of one client or refusals.</summary>
    /// <param name="file">The file.</param>
    /// <param name="dataSet">Its data set; null: it is not known, and rows are only counted.</param>
    public static FirstPass Through(ReceivedFile file, DataSet? dataSet)
    {
        var pass = new FirstPass();
        using var reader = new CellReader(new TextPool());
        int consent = -1, client = -1;
        int[] nameless = [];
        RowShape? shape = null;
        (int Line, int Count) last = default;
        file.CountRows(
            dataSet,
            rows =>
            {
                shape = dataSet is null ? null : new RowShape(dataSet, rows.Header);
                consent = rows.IndexOf(nameof(Column.CONSENT));
                client = rows.IndexOf(nameof(Column.CLIENTID));
                nameless = [.. Enumerable.Range(0, rows.Header.Count).Where(i => rows.Header[i].Length == 0)];
                last = (rows.HeaderLine, rows.Count);
                pass.Keep(rows.Raw);
            },
            rows =>
            {
                pass.Rows++;
                last = (rows.Line, rows.Count);
                pass.Keep(rows.Raw);
                foreach (var column in nameless)
                {
                    if (!CellReader.IsBlank(rows[column]))
                        pass._namelessWithValues.Add(column);
                }

                if (client < 0 || consent < 0 || reader.Text(rows[consent]) is not ("N" or "n") || shape?.CanRead(rows, out _) != true
                    || reader.Text(rows[client]) is not { IsEmpty: false } given)
                {
                    return;
                }

                var clientId = given.ToString();
                if (!pass.Refusals.TryGetValue(clientId, out var lines))
                    pass.Refusals[clientId] = lines = [];
                lines.Add(rows.Line);
            },
            rows =>
            {
                var isShort = !file.EndsWithLineBreak && !rows.EndedOnBlanks && last.Count < rows.Header.Count;
                pass.CutLine = rows.EndlessLine > 0 ? rows.EndlessLine
                    : isShort || RunOnQuote.IsOpenAtEnd(pass._last.AsSpan(0, pass._lastLength), rows.Separator) ? last.Line
                    : null;
            });
        shape?.Dispose();
        if (pass.Refusals.Count > file.Limits.Refusals)
            file.Refuse(Unreadable.TooManyRefusals);
        else if (client >= 0 && pass.Rows > file.Limits.RowsOfClient && HasClientOfTooManyRows(file, dataSet))
            file.Refuse(Unreadable.TooManyRowsOfClient);
        return pass;
    }

    /// <summary>Which of some CLIENTIDs stand on a row that can be read.</summary>
    public static HashSet<string> PresentOf(ReceivedFile file, DataSet dataSet, IReadOnlySet<string> clientIds)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        using var rows = file.OpenRows(dataSet);
        rows.ReadHeader();
        using var shape = new RowShape(dataSet, rows.Header);
        using var reader = new CellReader(new TextPool());
        var client = rows.IndexOf(nameof(Column.CLIENTID));
        while (rows.Read())
        {
            if (reader.Text(rows[client]).ToString() is var id && clientIds.Contains(id) && shape.CanRead(rows, out _))
                present.Add(id);
        }

        return present;
    }

    private static bool HasClientOfTooManyRows(ReceivedFile file, DataSet? dataSet)
    {
        var counts = new Dictionary<ulong, int>();
        using var rows = file.OpenRows(dataSet);
        rows.ReadHeader();
        var client = rows.IndexOf(nameof(Column.CLIENTID));
        using var reader = new CellReader(new TextPool());
        while (rows.Read())
        {
            if (reader.Text(rows[client]) is { IsEmpty: false } id
                && ++CollectionsMarshal.GetValueRefOrAddDefault(counts, Division.HashOf(id), out _) > file.Limits.RowsOfClient)
            {
                return true;
            }
        }

        return false;
    }

    private void Keep(ReadOnlySpan<byte> raw)
    {
        if (_last.Length < raw.Length)
            _last = new byte[raw.Length * 2];
        raw.CopyTo(_last);
        _lastLength = raw.Length;
    }
}
