using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;

namespace Ndtms.Workbooks;

/// <summary>What a provider is told about one submission: plain data, from a check just made or from a stored one.</summary>
public sealed record SubmissionFeedback
{
    /// <summary>The file's name as received.</summary>
    public required string FileName { get; init; }

    /// <summary>Whose it is, for which window; null where that is not known.</summary>
    public SubmissionFacts? Facts { get; init; }

    /// <summary>The agency's name, where it is registered.</summary>
    public string? AgencyName { get; init; }

    public required DateOnly Received { get; init; }

    /// <summary>The how-manieth submission of the agency for the month, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What became of it. Accepted with an issue of severity hold is one that was held first and then confirmed.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Data rows in the file.</summary>
    public required int Rows { get; init; }

    /// <summary>Counts by kind of entity; empty where the content was not judged.</summary>
    public required IReadOnlyList<EntityCount> Counts { get; init; }

    /// <summary>How many clients refuse consent.</summary>
    public required int Refusals { get; init; }

    /// <summary>Everything found, in any order.</summary>
    public required IReadOnlyList<Issue> Issues { get; init; }

    /// <summary>The feedback on a submission just checked.</summary>
    /// <param name="submission">As checked.</param>
    /// <param name="number">The how-manieth for the month.</param>
    /// <param name="agencyName">The agency's name, where it is registered.</param>
    public static SubmissionFeedback Of(CheckedSubmission submission, int number, string? agencyName = null) => new()
    {
        FileName = submission.File.Name,
        Facts = submission.Facts,
        AgencyName = agencyName,
        Received = submission.Received,
        Number = number,
        Verdict = submission.Verdict,
        Rows = submission.Rows,
        Counts = submission.Counts,
        Refusals = submission.Refusals.Count,
        Issues = submission.Issues,
    };

    /// <summary>Agency and month for file names, such as <c>N0852-2012-03</c>. A code that came with the file may hold anything, so
    /// whatever is not a letter or digit becomes "_".</summary>
    internal static string NameOf(SubmissionFacts? facts, DateOnly received)
    {
        var agency = string.Concat((facts?.Agency ?? "unknown").Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return string.Create(CultureInfo.InvariantCulture, $"{agency}-{facts?.To ?? received:yyyy-MM}");
    }

    /// <summary>Twelve hexadecimal digits of a hash over everything shown.</summary>
    internal string RunId(IEnumerable<Issue> issuesInOrder, CodeBook book, string programVersion)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(params IEnumerable<object?> values)
        {
            foreach (var value in values)
            {
                var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}")));
            }
        }

        Add(FileName, Facts?.Agency, Facts?.From.DayNumber, Facts?.To.DayNumber, Facts?.Letter, AgencyName, Received.DayNumber, Number);
        Add(Verdict, Rows, Refusals, book.Hash, programVersion);
        foreach (var count in Counts)
            Add(count.Kind, count.Read, count.Loaded, count.Warned);
        foreach (var issue in issuesInOrder)
        {
            Add(issue.Rule, issue.Severity, issue.ClientId, issue.EpisodeId, issue.ChildId, issue.Column, issue.Value, issue.Lines.Count);
            Add(issue.Lines.Cast<object?>());
            Add(issue.Details.SelectMany(d => new[] { d.Key, d.Value }));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
