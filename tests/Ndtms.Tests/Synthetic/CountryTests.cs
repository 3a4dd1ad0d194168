using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Core.Validation;
using Ndtms.Synthetic;

namespace Ndtms.Tests.Synthetic;

/// <summary>What speed is measured on must be a month as England sends it.</summary>
public sealed class CountryTests
{
    private static readonly Country Country = Country.Create(1 / 64.0, 2012, CodeBook.Embedded);

    [Fact]
    public void APartHasFilesRowsAndPartnershipsInProportionAndFilesOfVeryDifferentSize()
    {
        var rows = Country.Files(0).Select(f => f.Make().RowCount).Order().ToList();

        Assert.Equal(28, rows.Count);
        Assert.InRange(rows.Sum(), 2_000_000 / 64 * 0.85, 2_000_000 / 64 * 1.15);
        Assert.InRange(rows[rows.Count / 2], 300, 550);
        Assert.All(rows, r => Assert.NotEqual(0, r));
        Assert.True(rows[^1] > 8 * rows[rows.Count / 2], $"The largest has {rows[^1]} rows.");
        var agencies = Text(Country.WriteAgencies).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')).ToList();
        Assert.Equal(2, agencies.Select(a => a[2]).Distinct().Count());
        // Adults, alcohol clients and young people are treated in each partnership; one agency is a prison's at least.
        Assert.All(agencies.GroupBy(a => a[2]), p => Assert.True(p.Select(a => a[4]).Distinct().Count() >= 3));
        Assert.Equal(28, agencies.Count);
    }

    [Fact]
    public void TheSameSeedMakesTheSameFilesAndAnotherSeedOthers()
    {
        var again = Hash(Country.Create(1 / 64.0, 2012, CodeBook.Embedded));

        Assert.Equal(Hash(Country), again);
        Assert.NotEqual(Hash(Country.Create(1 / 64.0, 2013, CodeBook.Embedded)), again);
    }

    [Fact]
    public void WhatAnAgencySendsAMonthLaterIsAcceptedAndDiffers()
    {
        // In a month nothing becomes known of the few clients of the smallest.
        foreach (var (facts, make) in Country.Files(0).Where(f => f.Make().RowCount > 200))
        {
            var (first, again) = (Text(make().WriteTo), Text(Country.FileAgain(facts, 0).WriteTo));
            Assert.NotEqual(first, again);
            var later = new ReceivedFile(facts.FileName, () => new MemoryStream(Encoding.Latin1.GetBytes(again), writable: false));
            var found = SubmissionCheck.Run(later, ExplicitFacts.None, facts.Received.AddMonths(1), CodeBook.Embedded);
            Assert.Equal(Verdict.Accepted, found.Verdict);
            Assert.Equal([], found.Issues);
        }
    }

    private static string Hash(Country country)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, make) in country.Files(0.02))
            hash.AppendData(Encoding.Latin1.GetBytes(Text(make().WriteTo)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Text(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.Latin1.GetString(stream.ToArray());
    }
}
