using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>What was read of a file for one of its parts.</summary>
/// <param name="Content">The part, judged; null: it takes too much memory.</param>
/// <param name="Rows">Rows gone through, those of other parts among them.</param>
/// <param name="FilledUp">Rows of the part that were read although they are shorter or longer than the header (rule FILE-20).</param>
/// <param name="Skipped">Rows of the part that were skipped (rule FILE-18).</param>
/// <param name="Separator">What stands between values.</param>
/// <param name="Size">About how much memory was taken, in bytes.</param>
internal sealed record ReadPart(Content? Content, int Rows, int FilledUp, int Skipped, byte Separator, long Size);

/// <summary>Reads a file for one of its parts, assembles that and judges its entities.</summary>
internal sealed class PartReader(ReceivedFile file, SubmissionFacts facts, DataSet dataSet, FirstPass pass, AgencyState? state, RuleContext context)
{
    /// <summary>From how many bytes memory is given back before the next part is read.</summary>
    private const long Many = 32L << 20;

    /// <summary>Is told now and then which share of the part is done, from 0 to 1; null: nobody is.</summary>
    public Action<double>? Report { get; set; }

    /// <summary>Gives back the memory of a part that nobody holds any more: the next needs it, and would come on top of it otherwise.</summary>
    /// <param name="size">How much memory it took.</param>
    public static void LetGo(long size)
    {
        if (size >= Many)
            GC.Collect();
    }

    /// <summary>Reads and judges a part.</summary>
    /// <param name="division">How the file is divided.</param>
    /// <param name="part">Which part.</param>
    /// <param name="issues">What is found is added to it.</param>
    /// <param name="traits">What is noticed of rows is added to it.</param>
    /// <param name="mostBytes">How much memory the part may take; null: any amount.</param>
    /// <param name="read">What was read.</param>
    /// <returns>Whether it is within that memory.</returns>
    public bool Read(Division division, int part, IssueList issues, RowTraits traits, long? mostBytes, out ReadPart read)
    {
        using var rows = file.OpenRows(dataSet);
        rows.ReadHeader();
        using var assembler = new Assembler(dataSet, rows.Header, division, part, traits);
        using var reading = new RowReading(rows, dataSet, facts.Agency, pass, issues, division, part) { Report = Half(0) };
        var isWithin = reading.ReadInto(assembler, mostBytes);
        Content? content = null;
        if (isWithin)
        {
            content = assembler.Finish();
            new ContentCheck(content, context, rows.Header, state, issues) { Report = Half(0.5) }.Run();
        }

        read = new ReadPart(content, reading.Read, reading.FilledUp, reading.Skipped, rows.Separator, assembler.Size);
        return isWithin;
    }

    /// <summary>Reading is one half, judging the other.</summary>
    private Action<double>? Half(double done) => Report is { } report ? share => report(done + (share / 2)) : null;
}
