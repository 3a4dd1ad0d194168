namespace Ndtms.Core.Measures;

public static partial class Catalogue
{
    private static IEnumerable<Measure> Exits() =>
    [
        new("exits", Unit.Journeys,
            "Journeys that ended in the period, by exit group.",
            Count(Ended),
            CountBy("exit-group", Ended, x => x.Journey.Exit)),
        new("planned-exits", Unit.Journeys,
            "Of journeys that ended in the period, those completed.",
            Share(Ended, x => x.Journey.Completed)),
    ];
}
