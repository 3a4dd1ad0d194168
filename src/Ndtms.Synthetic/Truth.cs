using System.Globalization;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Synthetic;

/// <summary>Writes the truth about a world, to measure the accuracy of linkage and validation. UTF-8 CSV with LF and a header, sorted.</summary>
public static class Truth
{
    /// <summary>The person behind each client: one row for each client of each agency, by person, agency and client.</summary>
    /// <remarks>Columns: person, agency, clientid, the true attributors, the attributors as sent, and the typing error (empty: none).</remarks>
    public static void WritePersons(World world, Stream stream)
    {
        using var writer = Open(stream);
        writer.Write("person,agency,clientid,finitial,sinitial,dob,sex,sent_finitial,sent_sinitial,sent_dob,sent_sex,error\n");
        foreach (var person in world.People)
        {
            foreach (var client in person.Clients.OrderBy(c => c.Agency.Code, StringComparer.Ordinal).ThenBy(c => c.Id, StringComparer.Ordinal))
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{person.Number},{client.Agency.Code},{client.Id},"));
                Write(writer, person.True);
                writer.Write(',');
                Write(writer, client.Sent);
                writer.Write(',');
                writer.Write(client.Error == TypingError.None ? "" : client.Error.ToString());
                writer.Write('\n');
            }
        }
    }

    /// <summary>Every issue that the files must raise: one row each, by file and then as <see cref="SyntheticFile.Issues"/>.</summary>
    /// <remarks>Columns: file, rule, lines (of all rows of the record, separated by spaces), clientid, episodid, kind of
    /// child, id of the child, column. Client references, but no initials, dates of birth or values.</remarks>
    public static void WriteIssues(IEnumerable<SyntheticFile> files, Stream stream)
    {
        using var writer = Open(stream);
        writer.Write("file,rule,lines,clientid,episodid,child_kind,child,column\n");
        foreach (var file in files.OrderBy(f => f.Submission.FileName, StringComparer.Ordinal))
        {
            foreach (var issue in file.Issues)
            {
                writer.Write(string.Join(
                    ',',
                    file.Submission.FileName,
                    issue.Rule,
                    string.Join(' ', issue.Lines.Select(l => l.ToString(CultureInfo.InvariantCulture))),
                    issue.Client,
                    issue.Episode,
                    issue.ChildKind?.Name() ?? "",
                    issue.Child,
                    issue.Column));
                writer.Write('\n');
            }
        }
    }

    internal static StreamWriter Open(Stream stream) => new(stream, new UTF8Encoding(false), 1 << 14, leaveOpen: true) { NewLine = "\n" };

    private static void Write(StreamWriter writer, Attributors who) => writer.Write(string.Create(
        CultureInfo.InvariantCulture, $"{who.FirstInitial},{who.SurnameInitial},{who.DateOfBirth:yyyy-MM-dd},{who.Sex}"));
}
