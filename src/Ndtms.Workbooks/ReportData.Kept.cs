using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks;

/// <summary>What reports rest on as bytes, so that they can be made again years later, when the data have long changed. Nothing in it is of
/// any person, nor of whoever gets an agency's mail.</summary>
public sealed partial class ReportData
{
    private const string Mark = "reports";
    private const int Format = 1;

    private static readonly JsonSerializerOptions Names = new()
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Writes everything that reports of the cut are made from; the stream stays open.</summary>
    public void WriteTo(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Mark);
        writer.Write7BitEncodedInt(Format);
        writer.Write(ProgramVersion);
        writer.Write(DataHash);
        writer.Write(JsonSerializer.Serialize(LatestReceipt, Names));
        var files = Book.FileNames.ToList();
        writer.Write7BitEncodedInt(files.Count);
        foreach (var name in files)
        {
            var content = Book.File(name);
            writer.Write(name);
            writer.Write7BitEncodedInt(content.Length);
            writer.Write(content);
        }

        writer.Write(JsonSerializer.Serialize(
            Agencies.Values.OrderBy(a => a.Code, StringComparer.Ordinal).Select(a => a with { Email = "" }), Names));
        writer.Write(JsonSerializer.Serialize(KeptTargets.Of(Context.Targets), Names));
        writer.Write(JsonSerializer.Serialize(Context.Quality, Names));
        writer.Write(JsonSerializer.Serialize(Counts(), Names));
        Write(writer, _months);
        Write(writer, Context.Frozen);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote, in this program or an earlier one. Small numbers are shown, until
    /// <see cref="In"/> says otherwise.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="programVersion">The program that will write the reports.</param>
    /// <exception cref="InvalidDataException">These are no reports' data, they are damaged, or a newer program wrote them.</exception>
    public static ReportData ReadFrom(Stream stream, string programVersion)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            return Read(reader, programVersion);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The data of the reports were written by a newer version of this program; use that version.", e);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or CodeBookException)
        {
            throw new InvalidDataException("The data of the reports are damaged.", e);
        }
    }

    private static ReportData Read(BinaryReader reader, string programVersion)
    {
        if (reader.ReadString() != Mark)
            throw new InvalidDataException("These are no data of reports.");
        if (reader.Read7BitEncodedInt() is not Format)
            throw new InvalidDataException("The data of the reports were written by a newer version of this program; use that version.");
        var madeBy = reader.ReadString();
        var dataHash = reader.ReadString();
        var latestReceipt = Json<DateOnly?>(reader);
        var files = new List<KeyValuePair<string, byte[]>>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            files.Add(new(reader.ReadString(), reader.ReadBytes(reader.Read7BitEncodedInt())));
        var agencies = Json<List<Agency>>(reader)!.ToDictionary(a => a.Code, StringComparer.Ordinal);
        var targets = Json<KeptTargets>(reader)!.ToBook();
        var quality = Json<List<AgencyQuality>>(reader)!;
        var counts = Json<List<KeptCounts>>(reader)!.ToDictionary(c => (c.Level, c.Area, c.Population));
        var months = ReadFigures(reader);
        var frozen = ReadFigures(reader);
        return new ReportData(
            CodeBook.Of(files), agencies, months,
            (level, area, population) => counts.TryGetValue((level, area, population), out var found)
                ? new AreaCounts(found.Flow, found.Residence)
                : new AreaCounts(new StockAndFlow(0, 0, 0, 0), new ResidenceCount(0, 0, 0)),
            latestReceipt, madeBy, dataHash, DisclosureMode.None, new ReportContext { Targets = targets, Quality = quality, Frozen = frozen },
            programVersion);
    }

    /// <summary>The counts of every area that has any.</summary>
    private IEnumerable<KeptCounts> Counts() =>
        from level in Enum.GetValues<AreaLevel>()
        from area in _months[^1].Areas(level)
        let population = level == AreaLevel.Agency && Agencies.TryGetValue(area, out var agency) && agency.Service == AgencyService.Prison
            ? Population.Prison
            : Population.All
        let counts = _counts(level, area, population)
        select new KeptCounts(level, area, population, counts.Flow, counts.Residence);

    private static T? Json<T>(BinaryReader reader) => JsonSerializer.Deserialize<T>(reader.ReadString(), Names);

    private static void Write(BinaryWriter writer, IReadOnlyList<Figures> figures)
    {
        writer.Write7BitEncodedInt(figures.Count);
        writer.Flush();
        foreach (var month in figures)
            month.WriteTo(writer.BaseStream);
    }

    private static List<Figures> ReadFigures(BinaryReader reader)
    {
        var figures = new List<Figures>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            figures.Add(Core.Measures.Figures.ReadFrom(reader.BaseStream));
        return figures;
    }

    private sealed record KeptCounts(AreaLevel Level, string Area, Population Population, StockAndFlow Flow, ResidenceCount Residence);

    private sealed record KeptTargets(
        IReadOnlyList<Target> Targets, IReadOnlyList<Baseline> Baselines, IReadOnlyList<KeyValuePair<string, string>> Clusters,
        IReadOnlyList<LocalIndicator> LocalIndicators)
    {
        public static KeptTargets Of(TargetBook book) => new(book.Targets, book.Baselines, book.Clusters, book.LocalIndicators);

        public TargetBook ToBook() => new(Targets, Baselines, Clusters, LocalIndicators);
    }
}
