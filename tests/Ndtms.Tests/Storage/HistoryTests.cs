using System.Text;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;
using Ndtms.Synthetic;

namespace Ndtms.Tests.Storage;

/// <summary>Three years of monthly files, sent as providers send them, end where one clean file at the end would have led.</summary>
public abstract class HistoryTests(TestEngine engine)
{
    private static readonly DateOnly From = new(2010, 4, 1);

    [Fact]
    public void Three_years_of_late_repeated_partial_and_corrected_files_end_in_the_same_data()
    {
        var last = new DateOnly(2014, 3, 31);
        var world = World.Create(
            new WorldOptions { Seed = 36, People = 70, From = From, To = last, Partnerships = ["A12B"], AdultAgencies = 1, Prisons = 0 }, CodeBook.Embedded);
        using var monthly = new TestStore(engine);
        using var once = new TestStore(engine);
        foreach (var store in (TestStore[])[monthly, once])
            new ReferenceData(store.Database).LoadAgencies("agencies.csv", Agencies(world), CodeBook.Embedded);

        var states = new List<SubmissionState>();
        foreach (var agency in world.Agencies)
        {
            for (var month = 0; month < 36; month++)
            {
                var to = new DateOnly(2011, 5, 1).AddMonths(month).AddDays(-1);
                var file = File(world, agency.Code, to);
                switch (month % 6)
                {
                    case 1: // late: nothing this month
                        break;
                    case 2: // repeated
                        states.Add(Submit(monthly, file));
                        states.Add(Submit(monthly, file));
                        break;
                    case 3: // half a file first
                        states.Add(Submit(monthly, file, half: true));
                        states.Add(Submit(monthly, file));
                        break;
                    case 4: // out of order: last month's file after this month's
                        states.Add(Submit(monthly, file));
                        states.Add(Submit(monthly, File(world, agency.Code, new DateOnly(to.Year, to.Month, 1).AddDays(-1))));
                        break;
                    case 5: // an earlier month corrected, then withdrawn again
                        states.Add(Submit(monthly, file));
                        // A small agency may have had nobody then, so that there is nothing to load.
                        states.Add(Submit(monthly, File(world, agency.Code, new DateOnly(to.Year, to.Month, 1).AddDays(-1)), correction: true));
                        if (states[^1] == SubmissionState.Accepted)
                            monthly.Submissions.Withdraw(monthly.Queries.All()[^1].Id, TestStore.By, "no correction after all");
                        break;
                    default:
                        states.Add(Submit(monthly, file));
                        break;
                }
            }

            states.Add(Submit(monthly, File(world, agency.Code, last)));
            Submit(once, File(world, agency.Code, last));
        }

        var expected = CurrentSnapshot.Of(once.Database);
        Assert.True(expected.Length > 100);
        Assert.Equal(expected, CurrentSnapshot.Of(monthly.Database));
        // What was simulated did happen.
        Assert.Contains(SubmissionState.Rejected, states);
        Assert.Contains(SubmissionState.Held, states);
    }

    private static SyntheticFile File(World world, string agency, DateOnly to)
    {
        var letter = to < new DateOnly(2013, 4, 1) ? "H" : "K";
        return SyntheticFile.Create(world, new Ndtms.Synthetic.Submission(agency, From, to, letter, to.AddDays(10)), new FileStyle(), []);
    }

    private static SubmissionState Submit(TestStore store, SyntheticFile file, bool half = false, bool correction = false)
    {
        using var csv = new MemoryStream();
        file.WriteTo(csv);
        var content = csv.ToArray();
        if (half)
        {
            var lines = Encoding.UTF8.GetString(content).Split('\n');
            content = Encoding.UTF8.GetBytes(string.Join('\n', lines.Take(1 + (lines.Length / 2))) + "\n");
        }

        // Few episodes of a small agency are over 10 % of them: such holds are confirmed, but half a file is not.
        return store.Submit(
            file.Submission.FileName, content, file.Submission.Received, ExplicitFacts.None, correction, confirmed: !half).State;
    }

    private static byte[] Agencies(World world) => Encoding.UTF8.GetBytes(
        "code,name,partnership,region,service,email,active_from,active_to,scope\n"
        + string.Concat(world.Agencies.Select(a => $"{a.Code},{a.Name},{a.Partnership},{a.Region},{a.Service.Name()},,,,\n")));
}
