using System.Runtime.InteropServices;
using System.Text;
using Ndtms.Core.Current;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Measures;

/// <summary>The figures of one area at a cut as bytes, to be stored and read by themselves. They are for the program version that wrote
/// them alone; figures that are kept for years are written by <see cref="Figures.WriteTo"/>.</summary>
/// <param name="Level">The area's level.</param>
/// <param name="Area">Its code.</param>
/// <param name="Plain">Headlines and breakdowns without categories, the number of episodes and the amounts of medians. What counts issues and
/// files (<c>dq-rejected</c>, <c>dq-warnings</c>, <c>dq-timeliness</c>) is not among them: it comes from a few small tables each time.</param>
/// <param name="ByCategory">Breakdowns with categories, by name; null: they were not calculated.</param>
public sealed record FigurePart(AreaLevel Level, string Area, byte[] Plain, byte[]? ByCategory);

/// <summary>Takes figures apart by area and puts them together again.</summary>
public static class FigureParts
{
    /// <summary>The figures of a run as parts, an area each.</summary>
    /// <param name="figures">As they were computed: of every measure, and with all their breakdowns or those without categories alone.</param>
    public static IReadOnlyList<FigurePart> Of(Figures figures)
    {
        var lines = Lines(figures.Layout.Lines);
        return [.. Enum.GetValues<AreaLevel>().SelectMany(level => figures.Counted(level)
            .Where(area => area.HasEpisodes).Select(area => Write(figures.Layout, lines, level, area)))];
    }

    /// <summary>The figures that parts make up.</summary>
    /// <param name="cut">Their cut.</param>
    /// <param name="basis">How persons were identified.</param>
    /// <param name="parts">The parts, in any order; areas that are not among them have no figures.</param>
    /// <param name="levels">The levels wanted.</param>
    /// <param name="withCategories">Whether breakdowns with categories are wanted; then every part must have them.</param>
    /// <param name="beside">Current data with the facts on quality; clients and episodes are not looked at.</param>
    /// <param name="book">The reference data of the run.</param>
    public static Figures Read(
        DateOnly cut, string basis, IReadOnlyCollection<FigurePart> parts, IReadOnlySet<AreaLevel> levels, bool withCategories, CurrentData beside,
        CodeBook book)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (withCategories)
        {
            names.UnionWith(RuleBook.Rules.Select(r => r.Id));
            names.UnionWith(beside.Quality!.Found.Select(f => f.Rule).OfType<string>());
            foreach (var part in parts)
                names.UnionWith(NamesIn(part.ByCategory!));
        }

        var plan = new Plan(Catalogue.Measures, cut, MeasureOptions.Default, Categories.Of(names), withCategories ? new MeasureSelection() : WithoutCategories);
        var lines = Lines(plan.Layout.Lines);
        var ordered = parts.OrderBy(p => p.Level).ThenBy(p => p.Area, StringComparer.Ordinal).ToArray();
        var read = new AreaFigures[ordered.Length];
        Parallel.For(0, ordered.Length, i => read[i] = Read(plan.Layout, lines, ordered[i], withCategories));
        var areas = Enum.GetValues<AreaLevel>()
            .Select(level => Enumerable.Range(0, ordered.Length).Where(i => ordered[i].Level == level).Select(i => read[i]).ToArray()).ToArray();
        // Areas without an episode may have figures of data quality.
        string[][] codes = [.. Enum.GetValues<AreaLevel>().Select(level => areas[(int)level].Select(a => a.Code)
            .Union(levels.Contains(level) ? CodesOf(level, beside, book) : []).Order(StringComparer.Ordinal).ToArray())];
        var quality = QualityCells.Beside(plan, beside, book, codes);
        var month = Plan.Block(plan.Layout.PlaceOf(PeriodKind.Month), Population.All);
        foreach (var level in Enum.GetValues<AreaLevel>())
        {
            var byCode = areas[(int)level].ToDictionary(a => a.Code, StringComparer.Ordinal);
            areas[(int)level] =
            [
                .. codes[(int)level].Index().Select(c => (Area: byCode.GetValueOrDefault(c.Item), Code: c.Item, Quality: quality.At(level, c.Index)))
                    .Where(c => c.Area is not null || c.Quality.Length > 0)
                    .Select(c => (c.Area ?? new AreaFigures(c.Code, new int[plan.Blocks + 1], []) { Keys = [], HasEpisodes = false }).With(month, c.Quality)),
            ];
        }

        return new Figures(plan.Layout, basis, areas, beside.PublicationKey);
    }

    private static IEnumerable<string> CodesOf(AreaLevel level, CurrentData beside, CodeBook book) => level switch
    {
        AreaLevel.Agency => beside.Agencies.Keys,
        AreaLevel.Partnership => book.Areas.Partnerships.Select(p => p.Code),
        AreaLevel.Region => book.Areas.Regions.Select(r => r.Code),
        _ => [Areas.England],
    };

    /// <summary>Brings parts up to date when some persons have changed: takes away what they counted before and adds what they count
    /// now. Everything that parts hold is a sum over persons.</summary>
    /// <param name="part">The part; null: the area had no episode.</param>
    /// <param name="level">The area's level.</param>
    /// <param name="code">Its code.</param>
    /// <param name="before">The figures of those persons alone, as they were when the part was written, with or without categories as the
    /// part.</param>
    /// <param name="now">The same of them as they are.</param>
    /// <returns>The part; null: the area has no episode any more.</returns>
    public static FigurePart? Change(FigurePart? part, AreaLevel level, string code, Figures before, Figures now)
    {
        var withCategories = now.Layout.Lines.Any(l => l.HasCategories);
        var names = new HashSet<string>(now.Layout.Categories, StringComparer.Ordinal);
        names.UnionWith(before.Layout.Categories);
        if (withCategories && part is not null)
            names.UnionWith(NamesIn(part.ByCategory!));
        var layout = new Plan(
            Catalogue.Measures, now.Cut, now.Options, Categories.Of(names), withCategories ? new MeasureSelection() : WithoutCategories).Layout;
        var lines = Lines(layout.Lines);
        var sum = new AreaSum(layout);
        if (part is not null)
            sum.Add(Read(layout, lines, part, withCategories), layout, 1);
        if (before.CellsOf(level, code) is { } old)
            sum.Add(old, before.Layout, -1);
        if (now.CellsOf(level, code) is { } current)
            sum.Add(current, now.Layout, 1);
        return sum.Episodes == 0 ? null : Write(layout, lines, level, sum.ToFigures(code));
    }

    /// <summary>The areas in which figures count somebody.</summary>
    public static IEnumerable<(AreaLevel Level, string Code)> AreasOf(Figures figures) =>
        Enum.GetValues<AreaLevel>().SelectMany(level => figures.Counted(level).Where(a => a.HasEpisodes).Select(a => (level, a.Code)));

    /// <summary>Headlines and breakdowns without categories: what trends show.</summary>
    public static MeasureSelection WithoutCategories { get; } = new()
    {
        Breakdowns = Catalogue.Measures.SelectMany(m => m.BreakdownsWithoutCategories).Append("").ToHashSet(StringComparer.Ordinal),
    };

    /// <summary>The lines without categories, and those with, each numbered in the order of the layout: the numbers by which they are
    /// stored.</summary>
    private static (FigureLine[] Plain, FigureLine[] ByCategory) Lines(FigureLine[] lines) =>
        ([.. lines.Where(l => !l.HasCategories && IsOfRecords(l))], [.. lines.Where(l => l.HasCategories && IsOfRecords(l))]);

    private static bool IsOfRecords(FigureLine line) => Catalogue.Get(line.Measure).Unit <= Unit.Values;

    private static FigurePart Write(
        FigureLayout layout, (FigureLine[] Plain, FigureLine[] ByCategory) lines, AreaLevel level, AreaFigures area)
    {
        using var plain = new MemoryStream();
        using (var writer = new BinaryWriter(plain, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(area.Episodes);
            WriteBlocks(writer, layout, lines.Plain, area, names: null);
            writer.Write7BitEncodedInt(area.Amounts.Count);
            foreach (var median in area.Amounts)
            {
                writer.Write7BitEncodedInt(median.Block);
                writer.Write7BitEncodedInt(Array.FindIndex(lines.Plain, l => l.Offset == median.Cell));
                writer.Write7BitEncodedInt(median.Counts.Length);
                foreach (var (amount, count) in median.Counts)
                {
                    writer.Write7BitEncodedInt(amount);
                    writer.Write7BitEncodedInt(count);
                }
            }
        }

        if (lines.ByCategory.Length == 0)
            return new FigurePart(level, area.Code, plain.ToArray(), null);

        var used = new SortedSet<int>();
        foreach (var entry in area.Entries)
        {
            if (layout.LineOf(entry.Cell) is { HasCategories: true } line && IsOfRecords(line))
                used.Add(entry.Cell - line.Offset);
        }

        using var byCategory = new MemoryStream();
        using (var writer = new BinaryWriter(byCategory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(used.Count);
            foreach (var category in used)
                writer.Write(layout.Categories[category]);
            WriteBlocks(writer, layout, lines.ByCategory, area, used.Index().ToDictionary(c => c.Item, c => c.Index));
        }

        return new FigurePart(level, area.Code, plain.ToArray(), byCategory.ToArray());
    }

    /// <summary>The entries of some lines, block by block, each line by its number; with names, the category too.</summary>
    private static void WriteBlocks(
        BinaryWriter writer, FigureLayout layout, FigureLine[] lines, AreaFigures area, Dictionary<int, int>? names)
    {
        var entries = new List<(int Line, int At)>();
        for (var block = 0; block < layout.Blocks; block++)
        {
            entries.Clear();
            var number = 0;
            for (var at = area.BlockFirst[block]; at < area.BlockFirst[block + 1]; at++)
            {
                var entry = area.Entries[at];
                while (number < lines.Length && lines[number].Offset + lines[number].Width <= entry.Cell)
                    number++;
                if (number < lines.Length && lines[number].Offset <= entry.Cell)
                    entries.Add((number, at));
            }

            writer.Write7BitEncodedInt(entries.Count);
            foreach (var (line, at) in entries)
            {
                var (entry, keys) = (area.Entries[at], area.Keys?[at] ?? default);
                writer.Write7BitEncodedInt(line);
                if (names is not null)
                    writer.Write7BitEncodedInt(names[entry.Cell - lines[line].Offset]);
                writer.Write7BitEncodedInt(entry.D);
                writer.Write7BitEncodedInt64(entry.N);
                // Where all count, or none, one of the two sums says it.
                writer.Write((byte)((keys.D != 0 ? 1 : 0) | (keys.N != 0 && keys.N != keys.D ? 2 : 0) | (keys.N != 0 && keys.N == keys.D ? 4 : 0)));
                if (keys.D != 0)
                    writer.Write(keys.D);
                if (keys.N != 0 && keys.N != keys.D)
                    writer.Write(keys.N);
            }
        }
    }

    private static (Entry Entry, KeySums Keys) ReadEntry(BinaryReader reader, int cell)
    {
        var entry = new Entry(cell, reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64());
        var given = reader.ReadByte();
        var d = (given & 1) != 0 ? reader.ReadUInt64() : 0;
        return (entry, new KeySums((given & 4) != 0 ? d : (given & 2) != 0 ? reader.ReadUInt64() : 0, d));
    }

    private static AreaFigures Read(
        FigureLayout layout, (FigureLine[] Plain, FigureLine[] ByCategory) lines, FigurePart part, bool withCategories)
    {
        using var plain = new BinaryReader(new MemoryStream(part.Plain, writable: false));
        using var byCategory = withCategories ? new BinaryReader(new MemoryStream(part.ByCategory!, writable: false)) : null;
        var episodes = plain.Read7BitEncodedInt();
        var places = byCategory is null ? [] : Names(byCategory).ConvertAll(layout.Category);
        var entries = new List<(Entry Entry, KeySums Keys)>();
        var first = new int[layout.Blocks + 1];
        for (var block = 0; block < layout.Blocks; block++)
        {
            for (var left = plain.Read7BitEncodedInt(); left > 0; left--)
                entries.Add(ReadEntry(plain, lines.Plain[plain.Read7BitEncodedInt()].Offset));
            for (var left = byCategory?.Read7BitEncodedInt() ?? 0; left > 0; left--)
            {
                var cell = lines.ByCategory[byCategory!.Read7BitEncodedInt()].Offset + places[byCategory.Read7BitEncodedInt()];
                entries.Add(ReadEntry(byCategory, cell));
            }

            // Each of the two is in order already.
            if (withCategories)
                CollectionsMarshal.AsSpan(entries)[first[block]..].Sort((a, b) => a.Entry.Cell.CompareTo(b.Entry.Cell));
            first[block + 1] = entries.Count;
        }

        var amounts = new MedianAmounts[plain.Read7BitEncodedInt()];
        for (var i = 0; i < amounts.Length; i++)
        {
            var (block, cell) = (plain.Read7BitEncodedInt(), lines.Plain[plain.Read7BitEncodedInt()].Offset);
            var counts = new (int Amount, int Count)[plain.Read7BitEncodedInt()];
            for (var at = 0; at < counts.Length; at++)
                counts[at] = (plain.Read7BitEncodedInt(), plain.Read7BitEncodedInt());
            amounts[i] = new MedianAmounts(block, cell, counts);
        }

        return new AreaFigures(part.Area, first, [.. entries.Select(e => e.Entry)])
        {
            Keys = [.. entries.Select(e => e.Keys)],
            Episodes = episodes,
            Amounts = amounts,
        };
    }

    private static List<string> NamesIn(byte[] byCategory)
    {
        using var reader = new BinaryReader(new MemoryStream(byCategory, writable: false));
        return Names(reader);
    }

    private static List<string> Names(BinaryReader reader)
    {
        var names = new List<string>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            names.Add(reader.ReadString());
        return names;
    }
}
