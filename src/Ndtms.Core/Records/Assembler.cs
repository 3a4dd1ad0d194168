using System.Runtime.InteropServices;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>Merges flattened rows into clients, episodes and their children (Definitions/data-set.md, Entities and keys). Row order means
/// nothing; child columns may be the cross product or padded with blanks.</summary>
public sealed class Assembler : IDisposable
{
    /// <summary>What is counted by column, for rules FILE-22 and FILE-23.</summary>
    private static readonly CellTraits[] ByColumn =
    [
        CellTraits.NullWord, CellTraits.SerialNumber, CellTraits.TwoDigitYear, CellTraits.Exponent, CellTraits.NoDate,
        CellTraits.OnlyMonthFirst, CellTraits.OnlyDayFirst,
    ];

    private readonly TextPool _texts = new();
    private readonly CellReader _reader;
    private readonly Content _content;
    private readonly Field?[] _fields;
    private readonly int[][] _columns;
    private readonly int[][] _deciding;
    private readonly int[] _key;
    private readonly int _referral;
    private readonly Cell[] _cells;
    private readonly Malformation[] _malformations;
    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<(Client, string), Episode> _episodes = [];
    private readonly Dictionary<(Episode, EntityKind, string), Child> _children = [];
    private readonly Dictionary<(Entity, Field, string), MalformedValue> _malformed = [];
    private readonly Dictionary<(int Column, CellTraits Trait), (int Count, int Line, string Example)> _noticed = [];

    /// <param name="dataSet">The data set of the file.</param>
    /// <param name="header">Its header; unknown names are passed over.</param>
    public Assembler(DataSet dataSet, IReadOnlyList<string> header)
    {
        _content = new Content(dataSet);
        _reader = new CellReader(_texts);
        _fields = [.. header.Select(dataSet.Find)];
        _cells = new Cell[_fields.Length];
        _malformations = new Malformation[_fields.Length];
        var kinds = Enum.GetValues<EntityKind>();
        _columns = [.. kinds.Select(kind => Enumerable.Range(0, _fields.Length).Where(i => _fields[i]?.Entity == kind).ToArray())];
        _deciding = [.. kinds.Select(kind => _columns[(int)kind].Where(i => kind.DecidingHeaders().Contains(_fields[i]!.Header)).ToArray())];
        _key = [.. kinds.Select(kind => Array.FindIndex(_fields, f => f is { IsKey: true } && f.Entity == kind))];
        _referral = Array.FindIndex(_fields, f => f?.Column == Column.REFLD);
    }

    /// <summary>Takes in a row.</summary>
    /// <param name="rows">Positioned on it; what it has less than the header is blank.</param>
    /// <param name="clientId">Its CLIENTID, trimmed; not blank.</param>
    public void Add(CsvRows rows, string clientId)
    {
        ReadCells(rows);
        var client = ClientOf(clientId);
        client.BeginRow(rows.Line, _referral < 0 ? Cell.Blank : _cells[_referral]);
        Merge(client, rows);

        var episode = EpisodeOf(client, rows);
        if (episode is { Unkeyed: false })
        {
            episode.AddLine(rows.Line);
            Merge(episode, rows);
        }

        // Children on a row without an episode are part of the client's one episode without an id.
        if (episode is null && EntityKinds.Children.Any(IsFilled))
            episode = EpisodeOf(client, "", rows.Line);
        foreach (var kind in EntityKinds.Children)
            AddChild(kind, episode, rows);
    }

    /// <summary>What the rows make, once all are in.</summary>
    public Content Finish()
    {
        _content.ColumnTraits.Clear();
        _content.ColumnTraits.AddRange(_noticed.OrderBy(n => n.Key.Column).ThenBy(n => n.Key.Trait).Select(n =>
            new ColumnTrait(_fields[n.Key.Column]!, n.Key.Trait, n.Value.Count, n.Value.Line, n.Value.Example)));
        return _content;
    }

    public void Dispose() => _reader.Dispose();

    private void ReadCells(CsvRows rows)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i] is not { } field)
                continue;
            var traits = CellTraits.None;
            _cells[i] = _reader.Read(field, rows[i], out _malformations[i], ref traits);
            if (traits == CellTraits.None)
                continue;
            Notice(field, i, traits, rows);
            if (traits.HasFlag(CellTraits.OtherDateForm))
                _content.FirstOtherDateForm ??= rows.Line;
            if (traits.HasFlag(CellTraits.AccentFolded))
                _content.FoldedInitials++;
            if (traits.HasFlag(CellTraits.PostcodeCut))
                _content.CutPostcodes++;
        }
    }

    private void Notice(Field field, int column, CellTraits traits, CsvRows rows)
    {
        foreach (var trait in ByColumn)
        {
            if (!traits.HasFlag(trait))
                continue;
            ref var noticed = ref CollectionsMarshal.GetValueRefOrAddDefault(_noticed, (column, trait), out var known);
            noticed = known ? (noticed.Count + 1, noticed.Line, noticed.Example) : (1, rows.Line, AsSent(field, rows[column]));
        }
    }

    private Client ClientOf(string clientId)
    {
        if (_clients.TryGetValue(clientId, out var client))
            return client;
        client = new Client(_content.DataSet.Of(EntityKind.Client), _texts, clientId);
        _clients.Add(clientId, client);
        _content.Clients.Add(client);
        return client;
    }

    /// <summary>The episode of the row; null where it has no episode content.</summary>
    private Episode? EpisodeOf(Client client, CsvRows rows) => IsFilled(EntityKind.Episode)
        ? EpisodeOf(client, KeyText(EntityKind.Episode, rows), rows.Line)
        : null;

    private Episode EpisodeOf(Client client, string episodeId, int line)
    {
        if (!_episodes.TryGetValue((client, episodeId), out var episode))
        {
            episode = new Episode(_content.DataSet.Of(EntityKind.Episode), _texts, client, episodeId);
            _episodes.Add((client, episodeId), episode);
            client.Add(episode);
        }

        episode.AddLine(line);
        return episode;
    }

    private void AddChild(EntityKind kind, Episode? episode, CsvRows rows)
    {
        if (!IsFilled(kind))
        {
            if (episode is not { Unkeyed: true } && AnyGiven(_columns[(int)kind]))
            {
                var stray = _content.StrayChildren.GetValueOrDefault(kind) ?? new StrayChildColumns(0, rows.Line);
                _content.StrayChildren[kind] = stray with { Rows = stray.Rows + 1 };
            }

            return;
        }

        if (episode is not { Unkeyed: false })
            return;
        var id = KeyText(kind, rows);
        if (!_children.TryGetValue((episode, kind, id), out var child))
        {
            child = Child.Create(_content.DataSet.Of(kind), _texts, episode, id);
            _children.Add((episode, kind, id), child);
            episode.Add(child);
        }

        child.AddLine(rows.Line);
        if (!child.Unkeyed)
            Merge(child, rows);
    }

    private bool IsFilled(EntityKind kind) => AnyGiven(_deciding[(int)kind]);

    /// <summary>Whether one of the columns is filled on this row, readably or not; "not disclosed" fills nothing.</summary>
    private bool AnyGiven(int[] columns)
    {
        foreach (var i in columns)
        {
            if (_cells[i].HasValue || _cells[i] == Cell.Malformed)
                return true;
        }

        return false;
    }

    private string KeyText(EntityKind kind, CsvRows rows) => _key[(int)kind] is >= 0 and var i ? _reader.Text(rows[i]).ToString() : "";

    private void Merge(Entity entity, CsvRows rows)
    {
        foreach (var i in _columns[(int)entity.Kind])
        {
            var cell = _cells[i];
            if (cell == Cell.Blank)
                continue;
            var field = _fields[i]!;
            entity.Merge(field, cell);
            if (cell == Cell.Malformed)
                AddMalformed(entity, field, _malformations[i], AsSent(field, rows[i]), rows.Line);
        }
    }

    private string AsSent(Field field, ReadOnlySpan<byte> utf8)
    {
        var text = _reader.Text(utf8);
        var longest = field.Form == TextForm.Postcode ? 4 : 200;
        return text.Length <= longest ? text.ToString() : text[..longest].ToString();
    }

    private void AddMalformed(Entity entity, Field field, Malformation reason, string value, int line)
    {
        if (_malformed.TryGetValue((entity, field, value), out var known))
        {
            known.Lines.Add(line);
            return;
        }

        var malformed = new MalformedValue(entity, field, reason, value, [line]);
        _malformed.Add((entity, field, value), malformed);
        _content.Malformed.Add(malformed);
    }
}
