using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.Quality;

namespace Ndtms.Workbooks.Feedback;

/// <summary>The report reference of feedback on a submission.</summary>
internal static class FeedbackRunId
{
    /// <summary>Twelve hexadecimal digits of a hash over everything shown.</summary>
    public static string Of(FeedbackView view, string programVersion)
    {
        var feedback = view.Feedback;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(params IEnumerable<object?> values)
        {
            foreach (var value in values)
            {
                var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}")));
            }
        }

        var facts = feedback.Facts;
        Add(feedback.FileName, facts?.Agency, facts?.From.DayNumber, facts?.To.DayNumber, facts?.Letter);
        Add(feedback.AgencyName, feedback.Received.DayNumber, feedback.Number);
        Add(feedback.Verdict, feedback.Rows, feedback.Refusals, view.Book.Hash, programVersion);
        foreach (var count in feedback.Counts)
            Add(count.Kind, count.Read, count.Loaded, count.Warned);
        Add(feedback.CheckedOnly, feedback.MissedDeadline?.DayNumber, feedback.Deadline?.DayNumber);
        foreach (var (number, issue) in view.Numbered)
        {
            Add(number, issue.Rule, issue.Severity, issue.ClientId, issue.EpisodeId, issue.ChildId, issue.Column, issue.Value, issue.Lines.Count);
            Add(issue.Confirmed, issue.FurtherLines);
            Add(issue.Lines.Cast<object?>());
            Add(issue.Details.SelectMany(d => new[] { d.Key, d.Value }));
        }

        foreach (var count in feedback.IssueCounts)
            Add(count.Rule, count.Severity, count.Column, count.Issues, count.Confirmed);
        AddQuality();
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];

        void AddQuality()
        {
            Add(feedback.Changes?.Added, feedback.Changes?.Changed, feedback.Changes?.Unchanged, feedback.Changes?.RefusedClients);
            foreach (var (client, episode) in feedback.Changes?.Removed ?? [])
                Add(client, episode);
            foreach (var earlier in feedback.Earlier)
            {
                Add(earlier.Received.DayNumber, earlier.WindowTo.DayNumber);
                foreach (var count in earlier.Counts)
                    Add(count.Kind, count.Read, count.Loaded, count.Warned);
                foreach (var (severity, count) in earlier.Issues.OrderBy(i => i.Key))
                    Add(severity, count);
                AddFields(earlier.Completeness);
            }

            Add(feedback.Region, feedback.RegionScore?.Score, feedback.RegionScore?.Agencies);
            Add(feedback.EnglandScore?.Score, feedback.EnglandScore?.Agencies);
            foreach (var (rule, missing) in feedback.Effects.OrderBy(e => e.Key, StringComparer.Ordinal))
                Add([rule, .. missing.SelectMany(m => new object?[] { m.Measure, m.Period, m.Persons })]);
            AddFields(feedback.Completeness);
            foreach (var top in feedback.Tops ?? [])
                Add(top.ClientId, top.EpisodeId, top.Occasion, top.DueBy.DayNumber, top.Done?.DayNumber, top.Standing);
        }

        void AddFields(IEnumerable<FieldCompleteness> fields)
        {
            foreach (var field in fields)
                Add(field.Header, field.Filled, field.Expected);
        }
    }
}
