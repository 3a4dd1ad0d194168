using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>Merges flattened rows into clients, episodes and their children (Definitions/data-set.md, Entities and keys). Row order means
/// nothing; child columns may be the cross product or padded with blanks.</summary>
public sealed class Assembler : IDisposable
{
    /// <summary>Up to so many children are looked through one by one.</summary>
    private const int FewChildren = 16;

    private readonly ContentSize _size = new();
    private readonly TextPool _texts;
    private readonly RowTraits _traits;
    private readonly CellReader _reader;

    /// <summary>Reads ids: each belongs to one entity, which keeps its text, so that the texts of the file need not hold them too.</summary>
    private readonly CellReader _idReader = new(TextPool.Unkept);
    private readonly Content _content;
    private readonly Field?[] _fields;
    private readonly int[][] _columns;
    private readonly int[][] _deciding;
    private readonly int[] _key;
    private readonly bool[] _isKey;
    private readonly int _referral;
    private readonly Cell[] _cells;
    private readonly Malformation[] _malformations;
    private readonly EntityFrame[] _frames;
    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);

    /// <summary>What is below an entity with many children, by kind and id.</summary>
    private readonly Dictionary<(Entity Parent, EntityKind Kind, string Id), Entity> _ofLarge = [];

    private int _entities;

    /// <summary>Assembles a whole file.</summary>
    /// <param name="dataSet">The data set of the file.</param>
    /// <param name="header">Its header; unknown names are passed over.</param>
    public Assembler(DataSet dataSet, IReadOnlyList<string> header)
        : this(dataSet, header, new Division(1), 0, new RowTraits())
    {
    }

    /// <summary>Assembles a part of a file.</summary>
    /// <param name="dataSet">The data set of the file.</param>
    /// <param name="header">Its header; unknown names are passed over.</param>
    /// <param name="division">The parts of the file.</param>
    /// <param name="part">The part that is assembled.</param>
    /// <param name="traits">What is noticed of rows is added to it.</param>
    internal Assembler(DataSet dataSet, IReadOnlyList<string> header, Division division, int part, RowTraits traits)
    {
        _texts = new TextPool(length => _size.AddText(length));
        _traits = traits;
        _content = new Content(dataSet, _texts, division, part);
        _reader = new CellReader(_texts);
        _fields = [.. header.Select(dataSet.Find)];
        _cells = new Cell[_fields.Length];
        _malformations = new Malformation[_fields.Length];
        var kinds = Enum.GetValues<EntityKind>();
        _frames = [.. kinds.Select(kind => new EntityFrame(dataSet.Of(kind), _texts, _size))];
        _columns = [.. kinds.Select(kind => Enumerable.Range(0, _fields.Length).Where(i => _fields[i]?.Entity == kind).ToArray())];
        _deciding = [.. kinds.Select(kind => _columns[(int)kind].Where(i => kind.DecidingHeaders().Contains(_fields[i]!.Header)).ToArray())];
        _key = [.. kinds.Select(kind => Array.FindIndex(_fields, f => f is { IsKey: true } && f.Entity == kind))];
        _isKey = [.. _fields.Select(f => f?.IsKey == true)];
        _referral = Array.FindIndex(_fields, f => f?.Column == Column.REFLD);
    }

    /// <summary>About how much memory the rows so far take, in bytes.</summary>
    public long Size => _size.Bytes;

    /// <summary>Takes in a row.</summary>
    /// <param name="rows">Positioned on it; what it has less than the header is blank.</param>
    /// <param name="clientId">Its CLIENTID, trimmed; not blank.</param>
    public void Add(CsvRows rows, string clientId)
    {
        _size.Add(ContentSize.OfRow);
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

    /// <summary>Whether over half of what was assembled is one client's.</summary>
    public bool IsMostlyOneClient() =>
        _content.Clients.Max(c => 1L + c.Episodes.Count + c.Episodes.Sum(e => (long)e.Children.Count)) * 2 > _entities;

    /// <summary>What the rows make, once all are in.</summary>
    public Content Finish()
    {
        // Memory is highest when the content is judged: what was only needed to put it together is let go before.
        _clients.Clear();
        _clients.TrimExcess();
        _ofLarge.Clear();
        _ofLarge.TrimExcess();
        _texts.Seal();
        return _content;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _idReader.Dispose();
    }

    private void ReadCells(CsvRows rows)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i] is not { } field)
                continue;
            var traits = CellTraits.None;
            _cells[i] = (_isKey[i] ? _idReader : _reader).Read(field, rows[i], out _malformations[i], ref traits);
            if (traits != CellTraits.None)
                _traits.Add(field, i, traits, rows.Line);
        }
    }

    private Client ClientOf(string clientId)
    {
        if (_clients.TryGetValue(clientId, out var client))
            return client;
        client = new Client(_frames[(int)EntityKind.Client], clientId) { Number = ++_entities };
        _clients.Add(client.Key, client);
        _content.Clients.Add(client);
        return client;
    }

    /// <summary>The episode of the row; null where it has no episode content.</summary>
    private Episode? EpisodeOf(Client client, CsvRows rows) => IsFilled(EntityKind.Episode)
        ? EpisodeOf(client, KeyText(EntityKind.Episode, rows), rows.Line)
        : null;

    private Episode EpisodeOf(Client client, string episodeId, int line)
    {
        if (Find(client, client.Episodes, EntityKind.Episode, episodeId) is not { } episode)
        {
            episode = new Episode(_frames[(int)EntityKind.Episode], client, episodeId) { Number = ++_entities };
            client.Add(episode);
            Remember(client, client.Episodes);
        }

        episode.AddLine(line);
        return episode;
    }

    private void AddChild(EntityKind kind, Episode? episode, CsvRows rows)
    {
        if (!IsFilled(kind))
        {
            if (episode is not { Unkeyed: true } && AnyGiven(_columns[(int)kind]))
                _traits.AddStray(kind, rows.Line);
            return;
        }

        if (episode is not { Unkeyed: false })
            return;
        var id = KeyText(kind, rows);
        if (Find(episode, episode.Children, kind, id) is not { } child)
        {
            child = Child.Create(_frames[(int)kind], episode, id, ++_entities);
            episode.Add(child);
            Remember(episode, episode.Children);
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

    private T? Find<T>(Entity parent, IReadOnlyList<T> children, EntityKind kind, string id)
        where T : Entity
    {
        if (children.Count >= FewChildren)
            return (T?)_ofLarge.GetValueOrDefault((parent, kind, id));
        for (var i = 0; i < children.Count; i++)
        {
            if (children[i].Kind == kind && children[i].Key == id)
                return children[i];
        }

        return null;
    }

    /// <summary>Notes the last of an entity's children, where there are so many that looking through them takes long.</summary>
    private void Remember<T>(Entity parent, IReadOnlyList<T> children)
        where T : Entity
    {
        if (children.Count < FewChildren)
            return;
        for (var i = children.Count == FewChildren ? 0 : children.Count - 1; i < children.Count; i++)
        {
            _ofLarge.Add((parent, children[i].Kind, children[i].Key), children[i]);
            _size.Add(ContentSize.OfText);
        }
    }

    private void Merge(Entity entity, CsvRows rows)
    {
        var columns = _columns[(int)entity.Kind];
        var given = 0;
        foreach (var i in columns)
            given += _cells[i] == Cell.Blank || _isKey[i] ? 0 : 1;
        entity.Expect(given);
        foreach (var i in columns)
        {
            var cell = _cells[i];
            if (cell == Cell.Blank || (_isKey[i] && cell.HasValue))
                continue;
            var field = _fields[i]!;
            entity.Merge(field, cell);
            if (cell != Cell.Malformed)
                continue;
            _size.Add(ContentSize.OfMalformed);
            _content.AddMalformed(new MalformedCell(entity, _texts.Add(AsSent(field, rows[i])), rows.Line, (byte)field.Cell, _malformations[i]));
        }
    }

    private string AsSent(Field field, ReadOnlySpan<byte> utf8)
    {
        var text = _reader.Text(utf8);
        var longest = field.Form == TextForm.Postcode ? 4 : 200;
        return text.Length <= longest ? text.ToString() : text[..longest].ToString();
    }
}
