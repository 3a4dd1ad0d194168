using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Benchmarks;

/// <summary>A large file of an agency, with an error in every row.</summary>
internal static class ErrorFile
{
    /// <summary>What the file says of itself.</summary>
    public static readonly Submission Facts = new("N0801", new(2009, 4, 1), new(2012, 3, 31), "H", new(2012, 4, 10));

    /// <summary>A synthetic file, repeated under other client references up to so many rows; in each row, whatever it shows, the nationality
    /// and the weekly units are wrong, and in every tenth a date.</summary>
    /// <param name="facts">What the file says of itself.</param>
    /// <param name="rows">How many rows.</param>
    public static byte[] Make(Submission facts, int rows)
    {
        var world = World.Create(
            new WorldOptions { People = 2_000, From = facts.From, To = facts.To, Partnerships = ["A12B"], AdultAgencies = 1 }, CodeBook.Embedded);
        using var made = new MemoryStream();
        SyntheticFile.Create(world, Facts, new FileStyle(), []).WriteTo(made);
        var lines = Encoding.UTF8.GetString(made.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].Split(',');
        int At(string name) => Array.IndexOf(header, name);
        int agency = At("AGNCY"), client = At("CLIENTID"), episode = At("EPISODID"), nation = At("NATION"), units = At("ALCUNITS"), plan = At("CPLANDT"), top = At("TOPID"), modality = At("MODID");
        var csv = new StringBuilder().Append(lines[0]).Append('\n');
        for (var row = 0; row < rows; row++)
        {
            var cells = lines[1 + (row % (lines.Length - 1))].Split(',');
            cells[agency] = facts.Agency;
            cells[client] += "-" + (row / (lines.Length - 1)).ToString(CultureInfo.InvariantCulture);
            // An episode of its own for each row, or a wrong value that rows share would be one error of several rows.
            cells[episode] += "-" + cells[modality] + "-" + cells[top];
            cells[nation] = "??";
            cells[units] = "a lot";
            if (row % 10 == 0)
                cells[plan] = "31/02/2011";
            csv.AppendJoin(',', cells).Append('\n');
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}
