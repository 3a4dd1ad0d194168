using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>Figures as bytes, to be kept for years: everything is written by its name, so that a later program reads them whatever
/// measures, categories or populations it has besides.</summary>
public sealed partial class Figures
{
    private const string Mark = "figures";

    /// <summary>Without published numbers, and with them.</summary>
    private const int Format = 1;
    private const int FormatPublished = 2;

    private static readonly JsonSerializerOptions Strict = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Writes the figures, with the published numbers where there are any: they outlive the key. Equal figures give equal bytes. The
    /// stream stays open.</summary>
    public void WriteTo(Stream stream) => Write(stream, PublishedBy is not null);

    /// <summary>Writes the figures as exact outputs show them: what is published changes nothing. The stream stays open.</summary>
    public void WriteExactTo(Stream stream) => Write(stream, withPublished: false);

    private void Write(Stream stream, bool withPublished)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Mark);
        writer.Write7BitEncodedInt(withPublished ? FormatPublished : Format);
        if (withPublished)
            writer.Write(PublishedBy!);
        writer.Write(Cut.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        writer.Write(Basis);
        writer.Write(JsonSerializer.Serialize(Options));
        Write(writer, [.. Periods.Select(p => p.Kind.Name())]);
        Write(writer, [.. Enum.GetValues<Population>().Select(p => p.Name())]);
        var categories = NumbersOfCategories();
        Write(writer, [.. categories.Keys]);

        writer.Write7BitEncodedInt(_layout.Lines.Length);
        foreach (var line in _layout.Lines)
        {
            writer.Write(line.Measure);
            writer.Write(line.Breakdown);
            writer.Write(line.Kind.ToString());
            writer.Write(line.HasCategories);
            writer.Write(line.Level?.Name() ?? "");
            Write(writer, [.. Enum.GetValues<Population>().Where(p => line.Populations.Has(p)).Select(p => p.Name())]);
            Write(writer, [.. line.Periods.Select(p => p.Name())]);
        }

        writer.Write7BitEncodedInt(_areas.Length);
        foreach (var level in Enum.GetValues<AreaLevel>())
        {
            writer.Write(level.Name());
            var areas = Array.FindAll(_areas[(int)level], a => withPublished || a.HasEpisodes);
            writer.Write7BitEncodedInt(areas.Length);
            foreach (var area in areas)
            {
                writer.Write(area.Code);
                if (withPublished)
                    writer.Write(area.HasEpisodes);
                var at = 0;
                for (var block = 0; block < _layout.Blocks; block++)
                {
                    writer.Write7BitEncodedInt(area.Block(block).Length);
                    foreach (var (line, number, entry) in Placed(area.Block(block).ToArray()))
                    {
                        writer.Write7BitEncodedInt(line);
                        if (_layout.Lines[line].HasCategories)
                            writer.Write7BitEncodedInt(categories[_layout.Categories[number]]);
                        writer.Write7BitEncodedInt(entry.D);
                        writer.Write7BitEncodedInt64(entry.N);
                        if (withPublished)
                        {
                            var (d, n) = PublishedAt(area, at++, _layout.Lines[line].Kind);
                            writer.Write7BitEncodedInt(d);
                            writer.Write7BitEncodedInt64(n);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote, in this program or an earlier one.</summary>
    /// <exception cref="InvalidDataException">These are no figures, they are damaged, or a newer program wrote them.</exception>
    public static Figures ReadFrom(Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            return Read(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException or FormatException or ArgumentException or IndexOutOfRangeException
            or OverflowException)
        {
            throw new InvalidDataException("The figures are damaged.", e);
        }
    }

    /// <summary>The same figures without what is not selected; what was not computed is not there either.</summary>
    public Figures Only(MeasureSelection only)
    {
        var layout = new FigureLayout(
            Cut, Options, [.. Periods.Where(p => only.Periods?.Contains(p.Kind) ?? true)], _layout.Categories,
            _layout.Lines.Where(l => (only.Measures?.Contains(l.Measure) ?? true) && (only.Breakdowns?.Contains(l.Breakdown) ?? true)));
        var offsets = Array.ConvertAll(_layout.Lines, l => layout.Find(l.Measure, l.Breakdown)?.Offset);
        AreaFigures Of(AreaFigures area)
        {
            var first = new int[layout.Blocks + 1];
            var entries = new List<Entry>();
            var keys = area.Keys is null ? null : new List<KeySums>();
            var drawn = area.Drawn is null ? null : new List<Drawn>();
            for (var period = 0; period < layout.Periods.Length; period++)
            {
                foreach (var population in Enum.GetValues<Population>())
                {
                    var from = Plan.Block(_layout.PlaceOf(layout.Periods[period].Kind), population);
                    var at = area.BlockFirst[from];
                    foreach (var (line, category, entry) in Placed(area.Block(from).ToArray()))
                    {
                        if (offsets[line] is { } offset)
                        {
                            entries.Add(entry with { Cell = offset + category });
                            keys?.Add(area.Keys![at]);
                            drawn?.Add(area.Drawn![at]);
                        }

                        at++;
                    }

                    first[Plan.Block(period, population) + 1] = entries.Count;
                }
            }

            return area with { BlockFirst = first, Entries = [.. entries], Keys = keys?.ToArray(), Drawn = drawn?.ToArray() };
        }

        return new Figures(layout, Basis, [.. Enum.GetValues<AreaLevel>().Select(level => only.Levels?.Contains(level) ?? true
            ? _areas[(int)level].Where(a => only.Areas?.Contains(a.Code) ?? true).Select(Of).ToArray()
            : [])], _key, PublishedBy);
    }

    /// <summary>The categories that some figure has, numbered in ordinal order.</summary>
    private SortedDictionary<string, int> NumbersOfCategories()
    {
        var used = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var area in _areas.SelectMany(level => level))
        {
            foreach (var (line, category, _) in Enumerable.Range(0, _layout.Blocks).SelectMany(block => Placed(area.Block(block).ToArray())))
            {
                if (_layout.Lines[line].HasCategories)
                    used[_layout.Categories[category]] = 0;
            }
        }

        foreach (var (name, number) in used.Keys.Index().Select(c => (c.Item, c.Index)).ToList())
            used[name] = number;
        return used;
    }

    /// <summary>The entries of a block with the numbers of their line and category.</summary>
    private IEnumerable<(int Line, int Category, Entry Entry)> Placed(Entry[] block)
    {
        var line = 0;
        foreach (var entry in block)
        {
            while (entry.Cell >= _layout.Lines[line].Offset + _layout.Lines[line].Width)
                line++;
            yield return (line, entry.Cell - _layout.Lines[line].Offset, entry);
        }
    }

    private static Figures Read(BinaryReader reader)
    {
        if (reader.ReadString() != Mark)
            throw new InvalidDataException("These are no figures.");
        var publishedBy = reader.Read7BitEncodedInt() switch
        {
            Format => null,
            FormatPublished => reader.ReadString(),
            _ => throw Newer(),
        };
        var cut = DateOnly.ParseExact(reader.ReadString(), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var basis = reader.ReadString();
        MeasureOptions options;
        try
        {
            options = JsonSerializer.Deserialize<MeasureOptions>(reader.ReadString(), Strict)!;
        }
        catch (JsonException)
        {
            throw Newer();
        }

        var periods = Names(reader).ConvertAll(name => MeasureNames.TryParse(name, out PeriodKind kind) ? Period.Ending(kind, cut)! : throw Newer());
        var populations = Names(reader).ConvertAll(PopulationOf);
        var categories = Names(reader);
        var lines = new List<FigureLine>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            lines.Add(new FigureLine(
                reader.ReadString(), reader.ReadString(), Enum.TryParse<FigureKind>(reader.ReadString(), out var kind) ? kind : throw Newer(),
                reader.ReadBoolean(), reader.ReadString() is { Length: > 0 } level ? LevelOf(level) : null,
                Names(reader).ConvertAll(PopulationOf).Aggregate(PopulationSet.None, (set, p) => set | (PopulationSet)(1 << (int)p)),
                Names(reader).ConvertAll(name => MeasureNames.TryParse(name, out PeriodKind kind) ? kind : throw Newer())));
        }

        var layout = new FigureLayout(cut, options, [.. periods], categories, lines);
        // Their order is the program's; where it sorts otherwise than the one that wrote, entries would lie elsewhere.
        if (!layout.Lines.Select(l => (l.Measure, l.Breakdown)).SequenceEqual(lines.Select(l => (l.Measure, l.Breakdown))))
            throw new InvalidDataException("The figures are damaged.");
        var areas = Enum.GetValues<AreaLevel>().Select(_ => Array.Empty<AreaFigures>()).ToArray();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var level = LevelOf(reader.ReadString());
            var ofLevel = new List<AreaFigures>();
            for (var areasLeft = reader.Read7BitEncodedInt(); areasLeft > 0; areasLeft--)
                ofLevel.Add(ReadArea(reader, layout, populations, publishedBy is not null));
            areas[(int)level] = [.. ofLevel];
        }

        return new Figures(layout, basis, areas, publishedBy: publishedBy);
    }

    private static AreaFigures ReadArea(BinaryReader reader, FigureLayout layout, List<Population> populations, bool published)
    {
        var code = reader.ReadString();
        var hasEpisodes = !published || reader.ReadBoolean();
        var blocks = new Entry[layout.Blocks][];
        var drawn = new List<Drawn>[layout.Blocks];
        Array.Fill(blocks, []);
        Array.Fill(drawn, []);
        for (var period = 0; period < layout.Periods.Length; period++)
        {
            foreach (var population in populations)
            {
                var entries = new List<Entry>();
                var ofBlock = drawn[Plan.Block(period, population)] = [];
                for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
                {
                    var line = layout.Lines[reader.Read7BitEncodedInt()];
                    var cell = line.Offset + (line.HasCategories ? reader.Read7BitEncodedInt() : 0);
                    if (cell >= line.Offset + line.Width || (entries.Count > 0 && cell <= entries[^1].Cell))
                        throw new InvalidDataException("The figures are damaged.");
                    entries.Add(new Entry(cell, reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64()));
                    if (published)
                        ofBlock.Add(new Drawn(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64()));
                }

                blocks[Plan.Block(period, population)] = [.. entries];
            }
        }

        var first = new int[layout.Blocks + 1];
        for (var block = 0; block < layout.Blocks; block++)
            first[block + 1] = first[block] + blocks[block].Length;
        return new AreaFigures(code, first, [.. blocks.SelectMany(b => b)])
        {
            Drawn = published ? [.. drawn.SelectMany(b => b)] : null,
            HasEpisodes = hasEpisodes,
        };
    }

    private static void Write(BinaryWriter writer, IReadOnlyCollection<string> names)
    {
        writer.Write7BitEncodedInt(names.Count);
        foreach (var name in names)
            writer.Write(name);
    }

    private static List<string> Names(BinaryReader reader)
    {
        var names = new List<string>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            names.Add(reader.ReadString());
        return names;
    }

    private static Population PopulationOf(string name) => MeasureNames.TryParse(name, out Population population) ? population : throw Newer();

    private static AreaLevel LevelOf(string name) => MeasureNames.TryParse(name, out AreaLevel level) ? level : throw Newer();

    private static InvalidDataException Newer() => new("The figures were written by a newer version of this program; use that version.");
}
