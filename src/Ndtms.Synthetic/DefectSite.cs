using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Synthetic;

/// <summary>One client of a file, to which a defect can be applied.</summary>
public sealed class DefectSite
{
    private readonly SyntheticFile _file;
    private readonly Dice _dice;
    private readonly List<ExpectedIssue> _issues;

    internal DefectSite(SyntheticFile file, CodeBook book, Entry client, Dice dice, List<ExpectedIssue> issues)
    {
        (_file, Book, Client, _dice, _issues) = (file, book, client, dice, issues);
        (From, To, Received) = (file.Submission.From, file.Submission.To, file.Submission.Received);
    }

    internal CodeBook Book { get; }

    internal Entry Client { get; }

    internal DateOnly From { get; }

    internal DateOnly To { get; }

    internal DateOnly Received { get; }

    internal bool IsoDates => _file.IsoDates;

    /// <summary>One of the client's entities that has a value under the header and suits; null where there is none.</summary>
    internal Entry? With(string header, Func<Entry, bool>? suits = null) =>
        Field(header) is { } field ? One(field.Entity, e => e[header].Length > 0 && (suits is null || suits(e))) : null;

    /// <summary>One of the client's entities of a kind that suits; null where there is none.</summary>
    internal Entry? One(EntityKind kind, Func<Entry, bool> suits)
    {
        IEnumerable<Entry> all = kind switch
        {
            EntityKind.Client => [Client],
            EntityKind.Episode => Client.Children,
            _ => Client.Children.SelectMany(e => e.Children).Where(c => c.Kind == kind),
        };
        var suitable = all.Where(suits).ToList();
        return suitable.Count == 0 ? null : _dice.Pick(suitable);
    }

    /// <summary>One of the client's episodes with a child of a kind; null where there is none.</summary>
    internal (Entry Episode, Entry Child)? Pair(EntityKind kind, Func<Entry, Entry, bool> suits)
    {
        var suitable = Client.Children.SelectMany(e => e.Children.Where(c => c.Kind == kind && suits(e, c)).Select(c => (e, c))).ToList();
        return suitable.Count == 0 ? null : _dice.Pick(suitable);
    }

    internal Field? Field(string header) => _file.DataSet.Find(header);

    /// <summary>Completed years at triage.</summary>
    internal int AgeAtTriage(Entry episode) => CompletedYears.Between(Client.Date("DOB")!.Value, episode.Date("TRIAGED")!.Value);

    /// <summary>Discharged by the end of the window.</summary>
    internal bool Left(Entry episode) => episode.Date("DISD") <= To;

    /// <summary>Whether a modality can be rejected without an issue from a rule on its episode.</summary>
    internal bool MayGo(Entry episode, Entry modality) =>
        Left(episode) && (episode["TOPCC"] == "N" || !episode.Children.Exists(c => c.Kind == EntityKind.Modality && c != modality));

    internal Entry EpisodeOf(Entry child) => Client.Children.Find(e => e.Children.Contains(child))!;

    /// <summary>Another code of a field's list.</summary>
    internal string Another(string header, string than) =>
        _dice.Pick([.. Field(header)!.CodeList!.Codes.Where(c => c.Value != than && c.ValidFrom is null && c.ValidTo is null)]).Value;

    /// <summary>Adds a copy of a row of an entity, with some other values.</summary>
    internal FileRow Copy(Entry entity, params ReadOnlySpan<(string Header, string Text)> own)
    {
        var at = _file.Rows.FindIndex(r => r.Shows(entity));
        var row = _file.Rows[at];
        var copy = new FileRow { Client = row.Client, Episode = row.Episode, Children = [.. row.Children] };
        Insert(at + 1, copy, own);
        return copy;
    }

    /// <summary>Adds a copy of the client's first row with one value too many.</summary>
    internal FileRow Overlong()
    {
        var at = _file.Rows.FindIndex(r => r.Client == Client);
        var row = _file.Rows[at];
        var copy = new FileRow { Client = row.Client, Episode = row.Episode, Children = [.. row.Children], Overlong = true };
        _file.Rows.Insert(at + 1, copy);
        return copy;
    }

    /// <summary>Adds a row that contains only the agency, the client and the given values.</summary>
    internal void Bare(params ReadOnlySpan<(string Header, string Text)> own)
    {
        var row = new FileRow { Client = Client, Children = new Entry?[EntityKinds.Children.Count] };
        foreach (var field in _file.DataSet.Of(EntityKind.Client).Fields)
        {
            if (field.Header is not ("AGNCY" or "CLIENTID"))
                row.Own[field.Header] = "";
        }

        Insert(_file.Rows.FindIndex(r => r.Client == Client) + 1, row, own);
    }

    /// <summary>Fills a column on a row that has no child of the column's kind; null where every row has one.</summary>
    internal FileRow? FillBeside(EntityKind kind, string header, string text)
    {
        var row = _file.Rows.Find(r => r.Client == Client && r.Episode is not null && r.Of(kind) is null);
        row?.Own[header] = text;
        return row;
    }

    /// <summary>Removes a child from every row.</summary>
    internal void Remove(Entry episode, Entry child)
    {
        episode.Children.Remove(child);
        foreach (var row in _file.Rows.Where(r => r.Episode == episode))
        {
            var at = Array.IndexOf(row.Children, child);
            if (at >= 0)
                row.Children[at] = null;
        }
    }

    /// <summary>Leaves one row of the client, without an episode.</summary>
    internal void RemoveEpisodes()
    {
        Client.Children.Clear();
        var kept = _file.Rows.Find(r => r.Client == Client)!;
        _file.Rows.RemoveAll(r => r.Client == Client && r != kept);
        kept.Episode = null;
        Array.Clear(kept.Children);
    }

    internal void AddHeader(string header) => _file.AddHeader(header);

    internal void RemoveHeader(string header) => _file.RemoveHeader(header);

    internal IReadOnlyList<FileRow> RowsOf(Entry entity) => [.. _file.Rows.Where(r => r.Shows(entity))];

    /// <summary>Records an issue of an entity, on all its rows.</summary>
    internal void Expect(string rule, Entry entity, string column) => Expect(rule, entity, column, RowsOf(entity));

    /// <summary>Records an issue of an entity, on some rows.</summary>
    internal void Expect(string rule, Entry entity, string column, IReadOnlyList<FileRow> rows, bool lastRowOnly = false)
    {
        var isChild = entity.Kind is not (EntityKind.Client or EntityKind.Episode);
        _issues.Add(new ExpectedIssue
        {
            Rule = rule,
            Client = Client["CLIENTID"],
            Episode = entity.Kind == EntityKind.Client ? "" : (isChild ? EpisodeOf(entity) : entity).Key,
            ChildKind = isChild ? entity.Kind : null,
            Child = isChild ? entity.Key : "",
            Column = column,
            Rows = rows,
            LastRowOnly = lastRowOnly,
        });
    }

    /// <summary>Records an issue of the file, or of rows without a client.</summary>
    internal void ExpectOfFile(string rule, string column, params IReadOnlyList<FileRow> rows) =>
        _issues.Add(new ExpectedIssue { Rule = rule, Column = column, Rows = rows });

    /// <summary>As <see cref="Expect(string, Entry, string)"/>; true, because the defect has been applied.</summary>
    internal bool Expected(string rule, Entry entity, string column)
    {
        Expect(rule, entity, column);
        return true;
    }

    internal bool Expected(string rule, Entry entity, string column, IReadOnlyList<FileRow> rows)
    {
        Expect(rule, entity, column, rows);
        return true;
    }

    internal bool ExpectedOfFile(string rule, FileRow row)
    {
        ExpectOfFile(rule, "", row);
        return true;
    }

    /// <summary>The items of a TOP that can be "not disclosed".</summary>
    internal IEnumerable<Field> Items() => _file.DataSet.Of(EntityKind.Top).Fields.Where(f => f.NotDisclosedAllowed);

    /// <summary>The headers of a kind's dates.</summary>
    internal IEnumerable<string> Dates(EntityKind kind) =>
        _file.DataSet.Of(kind).Fields.Where(f => f.Type == FieldType.Date).Select(f => f.Header);

    private void Insert(int at, FileRow row, ReadOnlySpan<(string Header, string Text)> own)
    {
        foreach (var (header, text) in own)
            row.Own[header] = text;
        _file.Rows.Insert(at, row);
    }
}
