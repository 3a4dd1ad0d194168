using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;
using Ndtms.Core.Measures;
using Ndtms.Core.Quality;
using Ndtms.Core.Targets;

namespace Ndtms.Workbooks;

/// <summary>The data behind reports as bytes, so that the reports can be made again years later from the same data. It contains no personal
/// data and no agency's email address.</summary>
internal static class StoredReportData
{
    private const string Mark = "reports";

    /// <summary>The first had no figures that were last frozen.</summary>
    private const int FirstFormat = 1;
    private const int Format = 2;

    private static readonly JsonSerializerOptions Names = new()
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <inheritdoc cref="ReportData.WriteTo"/>
    public static void Write(ReportData data, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Mark);
        writer.Write7BitEncodedInt(Format);
        writer.Write(data.ProgramVersion);
        writer.Write(data.DataHash);
        writer.Write(JsonSerializer.Serialize(data.LatestReceipt, Names));
        var files = data.Book.FileNames.ToList();
        writer.Write7BitEncodedInt(files.Count);
        foreach (var name in files)
        {
            var content = data.Book.File(name);
            writer.Write(name);
            writer.Write7BitEncodedInt(content.Length);
            writer.Write(content);
        }

        writer.Write(JsonSerializer.Serialize(
            data.Agencies.Values.OrderBy(a => a.Code, StringComparer.Ordinal).Select(a => a with { Email = "" }), Names));
        writer.Write(JsonSerializer.Serialize(StoredTargets.Of(data.Context.Targets), Names));
        writer.Write(JsonSerializer.Serialize(data.Context.Quality, Names));
        writer.Write(JsonSerializer.Serialize(Counts(data), Names));
        Write(writer, data.Source.Months);
        Write(writer, data.Context.Frozen);
        Write(writer, data.Context.LastFrozen);
    }

    /// <inheritdoc cref="ReportData.ReadFrom"/>
    public static ReportData Read(Stream stream, string programVersion)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            return Read(reader, programVersion);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The data of the reports was written by a newer version of this program. Use that version.", e);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or CodeBookException)
        {
            throw new InvalidDataException("The data of the reports is damaged.", e);
        }
    }

    private static ReportData Read(BinaryReader reader, string programVersion)
    {
        if (reader.ReadString() != Mark)
            throw new InvalidDataException("The file is not data of reports.");
        var format = reader.Read7BitEncodedInt();
        if (format is not (FirstFormat or Format))
            throw new InvalidDataException("The data of the reports was written by a newer version of this program. Use that version.");
        var madeBy = reader.ReadString();
        var dataHash = reader.ReadString();
        var latestReceipt = Json<DateOnly?>(reader);
        var files = new List<KeyValuePair<string, byte[]>>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            files.Add(new(reader.ReadString(), reader.ReadBytes(reader.Read7BitEncodedInt())));
        var agencies = Json<List<Agency>>(reader)!.ToDictionary(a => a.Code, StringComparer.Ordinal);
        var targets = Json<StoredTargets>(reader)!.ToBook();
        var quality = Json<List<AgencyQuality>>(reader)!;
        var counts = Json<List<StoredCounts>>(reader)!.ToDictionary(c => (c.Level, c.Area), c => new AreaCounts(c.Flow, c.Residence));
        var months = ReadFigures(reader);
        var frozen = ReadFigures(reader);
        var lastFrozen = format == FirstFormat ? [] : ReadFigures(reader);
        return ReportData.Of(new ReportSource
        {
            Book = CodeBook.Of(files),
            Agencies = agencies,
            Months = months,
            Counts = counts,
            LatestReceipt = latestReceipt,
            ProgramVersion = madeBy,
            WrittenBy = programVersion,
            DataHash = dataHash,
            Context = new ReportContext { Targets = targets, Quality = quality, Frozen = frozen, LastFrozen = lastFrozen },
        });
    }

    /// <summary>The counts of every area that has any.</summary>
    private static IEnumerable<StoredCounts> Counts(ReportData data)
    {
        var isPrison = AreaCounts.IsPrison(data.Agencies);
        return from level in Enum.GetValues<AreaLevel>()
               from area in data.Computed.Areas(level)
               let population = level == AreaLevel.Agency && isPrison(area) ? Population.Prison : Population.All
               let counts = data.Source.Counts.GetValueOrDefault((level, area), AreaCounts.None)
               select new StoredCounts(level, area, population, counts.Flow, counts.Residence);
    }

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

    private sealed record StoredCounts(AreaLevel Level, string Area, Population Population, StockAndFlow Flow, ResidenceCount Residence);

    private sealed record StoredTargets(
        IReadOnlyList<Target> Targets, IReadOnlyList<Baseline> Baselines, IReadOnlyList<KeyValuePair<string, string>> Clusters,
        IReadOnlyList<LocalIndicator> LocalIndicators, IReadOnlyList<Prevalence>? Prevalence)
    {
        public static StoredTargets Of(TargetBook book) => new(book.Targets, book.Baselines, book.Clusters, book.LocalIndicators, book.Prevalence);

        public TargetBook ToBook() => new(Targets, Baselines, Clusters, LocalIndicators, Prevalence);
    }
}
