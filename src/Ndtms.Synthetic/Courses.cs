using Ndtms.Core.DataSets;
using Ndtms.Core.Records;

namespace Ndtms.Synthetic;

/// <summary>What happens within an episode: modalities, TOP interviews, who referred.</summary>
internal static class Courses
{
    private static readonly DateOnly NewModalities = new(2012, 11, 1);

    /// <summary>The modalities of an episode in which treatment starts, in the order of their starts.</summary>
    public static List<SyntheticModality> Started(
        ClientProfile profile, AgencyService service, DateOnly referred, DateOnly triaged, DateOnly discharged, string group, bool structured,
        Dice dice)
    {
        // An extract always shows the first modality: it is referred to by the day of triage. It starts under 84 days after that.
        var sent = dice.Chance(0.7) ? triaged : dice.Between(referred, triaged);
        var mean = profile == ClientProfile.YoungPerson ? 2.1 : 7.0;
        var offered = sent.AddDays(dice.Wait(mean, 45));
        var started = Later(offered, triaged).AddDays(dice.Wait(1.5, 10));
        started = Earlier(started, discharged.AddDays(-4));
        offered = Earlier(offered, started);
        var modalities = new List<SyntheticModality>
        {
            Course(profile, service, sent, offered, started, discharged, group, structured, dice),
        };
        for (var more = dice.Chance(0.38); more && modalities.Count < 3; more = dice.Chance(0.15))
        {
            var last = modalities[^1];
            var next = dice.Between(last.Started!.Value.AddDays(10), Earlier(discharged, last.Started.Value.AddDays(500)));
            var due = next.AddDays(dice.Wait(mean, 45));
            var begins = due.AddDays(dice.Wait(1.5, 10));
            if (begins > discharged.AddDays(-2))
                break;
            if (dice.Chance(0.5))
                modalities[^1] = last with { Ended = begins, Exit = "A" };
            modalities.Add(Course(profile, service, next, due, begins, discharged, group, structured, dice));
        }

        return modalities;
    }

    /// <summary>The modality of an episode that ends before treatment starts.</summary>
    public static SyntheticModality NeverStarted(ClientProfile profile, AgencyService service, DateOnly triaged, Dice dice) =>
        new(Code(profile, service, triaged, true, dice), triaged, triaged.AddDays(dice.Wait(8, 30)), null, null, "");

    /// <summary>TOP interviews: at the start, at reviews, and at the exit.</summary>
    /// <param name="treatment">The first structured MODST; the start TOP is due within 14 days of it.</param>
    /// <param name="referred">REFLD</param>
    /// <param name="discharged">DISD; the exit TOP is due within 14 days of it.</param>
    /// <param name="dice">Decides the days.</param>
    /// <returns>None where the episode is too short for both.</returns>
    public static List<SyntheticTop> Tops(DateOnly treatment, DateOnly referred, DateOnly discharged, Dice dice)
    {
        var start = Later(referred, treatment.AddDays(dice.Between(-3, 7)));
        var exit = discharged.AddDays(-dice.Between(0, 4));
        if (exit <= start)
            return [];
        var tops = new List<SyntheticTop> { new(start, "S") };
        for (var review = start.AddDays(dice.Between(80, 176)); review < discharged.AddDays(-20); review = review.AddDays(dice.Between(160, 200)))
        {
            if (dice.Chance(tops.Count == 1 ? 0.75 : 0.6))
                tops.Add(new(review, "R"));
        }

        tops.Add(new(exit, "E"));
        return tops;
    }

    /// <summary>RFLS of a first referral.</summary>
    public static string ReferralSource(ClientProfile profile, Dice dice) => profile switch
    {
        ClientProfile.YoungPerson => dice.Pick<string>(
        [
            (35, "Y1"), (12, "Y5"), (9, "16"), (7, "17"), (10, "Y3"), (5, "Y4"), (6, "19"), (3, "20"), (6, "4"), (4, "24"), (3, "9"),
        ]),
        ClientProfile.Alcohol => dice.Pick<string>(
        [
            (36, "4"), (4, "25"), (20, "3"), (7, "22"), (3, "9"), (4, "11"), (9, "2"), (5, "8"), (3, "5"), (9, "15"),
        ]),
        _ => dice.Pick<string>(
        [
            (36, "4"), (2, "24"), (1, "25"), (11, "5"), (4, "6"), (8, "8"), (3, "13"), (5, "1"), (7, "2"), (8, "3"), (2, "22"), (2, "19"),
            (1, "11"), (1, "9"), (1, "23"), (6, "15"), (1, "14"), (1, "21"),
        ]),
    };

    private static SyntheticModality Course(
        ClientProfile profile, AgencyService service, DateOnly sent, DateOnly offered, DateOnly started, DateOnly discharged, string group,
        bool structured, Dice dice)
    {
        var ended = dice.Chance(0.8) ? discharged : Later(started.AddDays(1), discharged.AddDays(-dice.Between(1, 20)));
        var exit = group switch
        {
            "completed" => "A",
            "withdrawn" => "C",
            "transferred-not-in-custody" => dice.Chance(0.8) ? "A" : "B",
            _ => "B",
        };
        return new(Code(profile, service, sent, structured, dice), sent, offered, started, ended, exit);
    }

    private static string Code(ClientProfile profile, AgencyService service, DateOnly day, bool structured, Dice dice)
    {
        if (service == AgencyService.YoungPeople)
            return structured ? dice.Pick<string>([(75, "Y1"), (12, "Y2"), (10, "Y3"), (3, "Y4")]) : "Y6";
        if (!structured)
            return profile == ClientProfile.Alcohol ? "76" : dice.Pick<string>([(1, "10"), (1, "9"), (1, "7")]);
        if (day >= NewModalities)
            return profile == ClientProfile.Opiate ? dice.Pick<string>([(70, "94"), (30, "95")]) : dice.Pick<string>([(8, "94"), (92, "95")]);
        return profile switch
        {
            ClientProfile.Opiate => dice.Pick<string>([(48, "2"), (22, "3"), (20, "4"), (3, "5"), (2, "6"), (2, "1"), (3, "12")]),
            ClientProfile.Alcohol => dice.Pick<string>([(62, "11"), (25, "4"), (6, "5"), (4, "1"), (3, "6")]),
            _ => dice.Pick<string>([(75, "4"), (10, "5"), (4, "2"), (3, "6"), (8, "12")]),
        };
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}

/// <summary>Mistakes in attributors.</summary>
internal static class Typing
{
    public static TypingError Draw(Dice dice) => dice.Pick<TypingError>(
    [
        (22, TypingError.DayMonthSwapped), (26, TypingError.DigitOff), (6, TypingError.DefaultBirthday), (12, TypingError.InitialsSwapped),
        (14, TypingError.ForenameChanged), (16, TypingError.SurnameChanged), (4, TypingError.SexMistyped),
    ]);

    /// <summary>Makes the mistake; where it would change nothing, there is none. It moves a birthday by less than two years.</summary>
    public static (Attributors Sent, TypingError Error) Mistype(Attributors truth, TypingError error, Dice dice)
    {
        var born = truth.DateOfBirth;
        var sent = error switch
        {
            TypingError.DayMonthSwapped when born.Day <= 12 => truth with { DateOfBirth = new DateOnly(born.Year, born.Day, born.Month) },
            TypingError.DigitOff => truth with { DateOfBirth = DigitOff(born, dice) },
            TypingError.DefaultBirthday => truth with { DateOfBirth = new DateOnly(born.Year, 1, 1) },
            TypingError.InitialsSwapped => truth with { FirstInitial = truth.SurnameInitial, SurnameInitial = truth.FirstInitial },
            TypingError.ForenameChanged => truth with { FirstInitial = Names.Draw(Names.Forenames, dice) },
            TypingError.SurnameChanged => truth with { SurnameInitial = Names.Draw(Names.Surnames, dice) },
            TypingError.SexMistyped => truth with { Sex = truth.Sex == "M" ? "F" : "M" },
            _ => truth,
        };
        return sent == truth ? (truth, TypingError.None) : (sent, error);
    }

    private static DateOnly DigitOff(DateOnly born, Dice dice)
    {
        var step = dice.Chance(0.5) ? 1 : -1;
        return dice.Below(3) switch
        {
            0 when born.Day + step is >= 1 and <= 28 => new DateOnly(born.Year, born.Month, born.Day + step),
            1 when born.Month + step is >= 1 and <= 9 && born.Day <= 28 => new DateOnly(born.Year, born.Month + step, born.Day),
            _ when born.Year % 10 is > 0 and < 9 && born is not { Month: 2, Day: 29 } => born.AddYears(step),
            _ => born,
        };
    }
}

/// <summary>How common initials are.</summary>
internal static class Names
{
    public static readonly (int Weight, char Choice)[] Forenames = Weights("J16 M9 S10 A9 D9 C8 R6 P6 L6 K6 G3 N4 T3 B2 E2 H2 W2 I1 V1 Z1");
    public static readonly (int Weight, char Choice)[] Surnames = Weights("B10 H10 S10 M9 W9 C9 D6 R6 T5 P5 G5 A4 L4 J4 K3 F4 E3 N2 O2 Y1 V1 I1 Q1 Z1");

    public static char Draw((int Weight, char Choice)[] names, Dice dice) => dice.Pick<char>(names);

    private static (int, char)[] Weights(string text) =>
        [.. text.Split(' ').Select(part => (int.Parse(part[1..], System.Globalization.CultureInfo.InvariantCulture), part[0]))];
}
