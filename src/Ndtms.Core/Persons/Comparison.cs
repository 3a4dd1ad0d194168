namespace Ndtms.Core.Persons;

/// <summary>What two records are compared on (Definitions/persons.md, Probabilistic linkage).</summary>
public enum Comparison
{
    Initials,
    DateOfBirth,
    Sex,
    Ethnicity,
    Postcode,
    Partnership,
    GpPractice,
    Stays,
}

/// <summary>One outcome of a comparison.</summary>
/// <param name="Comparison">Of what.</param>
/// <param name="Name">Its name in the model file.</param>
/// <param name="Text">What it says, for the waterfall.</param>
/// <param name="Given">What else is known of the pair when it is observed: probabilities add up to 1 among the levels of a comparison that share
/// this.</param>
/// <param name="Same">How probable it is of one human being, before anything is learned.</param>
/// <param name="Different">How probable it is of two, before anything is learned.</param>
public sealed record Level(Comparison Comparison, string Name, string Text, string Given, double Same, double Different);

/// <summary>The levels of every comparison. The first of each means no evidence: one side is blank.</summary>
/// <remarks>Postcode, partnership and GP practice are three ways to say where somebody lives. Taken as independent they would count one move of
/// house three times, so the partnership is evidence only where the postcode does not already imply it, and what a GP practice says is learned
/// separately for pairs with one address and with two.</remarks>
public static class Levels
{
    private static readonly Level[][] Table = Build();

    /// <summary>How many comparisons there are.</summary>
    internal const int Comparisons = (int)Comparison.Stays + 1;

    /// <summary>The levels of a comparison.</summary>
    public static IReadOnlyList<Level> Of(Comparison comparison) => Table[(int)comparison];

    private static Level[][] Build()
    {
        var table = new List<Level>[Comparisons];
        for (var i = 0; i < Comparisons; i++)
            table[i] = [new Level((Comparison)i, "blank", "Not known of both", "", 1, 1)];

        void Add(Comparison c, string given, params (string Name, string Text, double Same, double Different)[] levels) =>
            table[(int)c].AddRange(levels.Select(l => new Level(c, l.Name, l.Text, given, l.Same, l.Different)));

        // In the order of the numbers in Comparing.
        Add(Comparison.Initials, "both",
            ("equal", "Both initials the same", 0.9, 0.005), ("swapped", "Initials swapped", 0.02, 0.005),
            ("first-differs", "Surname initial the same, forename initial not", 0.04, 0.065),
            ("surname-differs", "Forename initial the same, surname initial not", 0.035, 0.07), ("differ", "Both initials differ", 0.005, 0.855));
        Add(Comparison.Initials, "surname-only",
            ("surname-equal", "Surname initial the same, forename initial not known", 0.95, 0.065),
            ("surname-other", "Surname initial differs, forename initial not known", 0.05, 0.935));
        Add(Comparison.Initials, "first-only",
            ("first-equal", "Forename initial the same, surname initial not known", 0.95, 0.07),
            ("first-other", "Forename initial differs, surname initial not known", 0.05, 0.93));
        Add(Comparison.DateOfBirth, "both",
            ("equal", "Date of birth the same", 0.88, 0.00006), ("day-month-swapped", "Day and month of birth swapped", 0.02, 0.00004),
            ("one-digit", "One digit of the date of birth differs", 0.05, 0.0012),
            ("digits-swapped", "Two neighbouring digits of the date of birth swapped", 0.005, 0.0001),
            ("year-or-month", "Only the year, or only the month, of birth differs", 0.012, 0.0035),
            ("same-month", "Same month and year of birth, another day", 0.013, 0.0011),
            ("same-year", "Same year of birth, another day and month", 0.01, 0.014), ("differs", "Date of birth differs", 0.01, 0.98));
        Add(Comparison.DateOfBirth, "year-only",
            ("year-equal", "Same year of birth; day and month are a placeholder", 0.9, 0.02),
            ("year-differs", "Year of birth differs; day and month are a placeholder", 0.1, 0.98));
        Add(Comparison.Sex, "both", ("equal", "Same sex", 0.985, 0.6), ("differs", "Sex differs", 0.015, 0.4));
        Add(Comparison.Ethnicity, "both",
            ("equal", "Same ethnic group", 0.88, 0.65), ("group", "Same broad ethnic group", 0.06, 0.08), ("differs", "Ethnic group differs", 0.06, 0.27));
        Add(Comparison.Postcode, "sector",
            ("sector", "Same postcode sector", 0.6, 0.0005), ("outward", "Same outward code, another sector", 0.12, 0.002),
            ("differs", "Outward code differs", 0.28, 0.9975));
        Add(Comparison.Postcode, "outward-only",
            ("outward-equal", "Same outward code; sector not known", 0.7, 0.004), ("outward-differs", "Outward code differs; sector not known", 0.3, 0.996));
        Add(Comparison.Partnership, "no-postcode",
            ("equal", "Same partnership of residence", 0.9, 0.02), ("differs", "Partnership of residence differs", 0.1, 0.98));
        Add(Comparison.Partnership, "other-postcode",
            ("equal-elsewhere", "Same partnership of residence, at another postcode", 0.6, 0.02),
            ("differs-elsewhere", "Partnership of residence differs, as does the postcode", 0.4, 0.98));
        Add(Comparison.GpPractice, "same-place",
            ("equal-here", "Same GP practice, as is to be expected near by", 0.8, 0.15), ("differs-here", "Another GP practice near by", 0.2, 0.85));
        Add(Comparison.GpPractice, "other-place",
            ("equal-elsewhere", "Same GP practice, at another address", 0.3, 0.001),
            ("differs-elsewhere", "GP practice differs, as does the address", 0.7, 0.999));
        Add(Comparison.GpPractice, "no-place",
            ("equal", "Same GP practice; no address to compare", 0.7, 0.001), ("differs", "GP practice differs; no address to compare", 0.3, 0.999));
        Add(Comparison.Stays, "both",
            ("apart", "Never in two prisons or residential places at once", 0.98, 0.85),
            ("overlap", "In two prisons or residential places at once", 0.02, 0.15));
        return [.. table.Select(t => t.ToArray())];
    }
}
