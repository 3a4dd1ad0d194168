using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>The export of all figures as CSV (Definitions/measures.md, Export): UTF-8 without BOM, LF, sorted by its columns, a row a
/// figure.</summary>
public static class FigureExport
{
    /// <summary>The header row.</summary>
    public const string Header = "cut,basis,period,area_level,area_code,population,measure,breakdown,category,n,d,value";

    /// <summary>Writes header and rows of all figures as they are; the stream stays open.</summary>
    public static void Write(Figures figures, Stream stream) => Write(ShownFigures.Unchanged(figures), stream);

    /// <summary>Writes header and rows; the stream stays open. What is not shown is left empty.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="wanted">Which figures are written; null: all.</param>
    /// <returns>How many rows were written.</returns>
    public static long Write(ShownFigures figures, Stream stream, Func<FigureKey, bool>? wanted = null)
    {
        var rows = 0L;
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
        writer.Write(Header);
        writer.Write('\n');
        var beginning = string.Create(CultureInfo.InvariantCulture, $"{figures.Cut:yyyy-MM-dd},{figures.Basis},");
        Span<char> number = stackalloc char[40];
        foreach (var figure in figures.All())
        {
            var key = figure.Key;
            if (wanted is not null && !wanted(key))
                continue;
            rows++;
            writer.Write(beginning);
            writer.Write(key.Period.Name());
            writer.Write(',');
            writer.Write(key.Level.Name());
            writer.Write(',');
            writer.Write(CsvText.Quote(key.Area));
            writer.Write(',');
            writer.Write(key.Population.Name());
            writer.Write(',');
            writer.Write(key.Measure);
            writer.Write(',');
            writer.Write(key.Breakdown);
            writer.Write(',');
            writer.Write(CsvText.Quote(key.Category));
            writer.Write(',');
            Write(writer, figure.N, number);
            writer.Write(',');
            Write(writer, figure.D, number);
            writer.Write(',');
            Write(writer, figure.Value, number);
            writer.Write('\n');
        }

        return rows;
    }

    private static void Write(StreamWriter writer, Shown shown, Span<char> number)
    {
        if (shown.Value is { } value && value.TryFormat(number, out var length, "0.######", CultureInfo.InvariantCulture))
            writer.Write(number[..length]);
    }
}
