using Ndtms.Core.DataSets;
using Ndtms.Core.Journeys;

namespace Ndtms.Core.Measures;

/// <summary>What a definition is asked about: a journey in a period, and for measures of episodes or modalities which one. The engine
/// changes one instance as it goes.</summary>
internal sealed class Case(DateOnly cut, MeasureOptions options, Caseload caseload)
{
    public DateOnly Cut { get; } = cut;

    public MeasureOptions Options { get; } = options;

    public WorkingDays WorkingDays { get; } = caseload.WorkingDays;

    /// <summary>The months that the definition looks at.</summary>
    public Period Period { get; set; } = null!;

    public Journey Journey { get; set; } = null!;

    /// <summary>Only in measures of episodes and modalities.</summary>
    public CaseEpisode Episode { get; set; } = null!;

    /// <summary>Only in measures of modalities.</summary>
    public CaseModality Modality { get; set; } = null!;

    /// <summary>In treatment in the period.</summary>
    public bool InTreatment => Journey.TreatmentStart <= Period.Last && (Journey.Open || Journey.End >= Period.First);

    /// <summary>Treatment start in the period.</summary>
    public bool NewPresentation => Period.Contains(Journey.TreatmentStart);

    /// <summary>The journey ended in the period.</summary>
    public bool Ended => !Journey.Open && Period.Contains(Journey.End);

    /// <summary>Age at the later of journey start and the period's first day.</summary>
    public int Age => PopulationSets.Age(Journey, Period.First);

    /// <summary>Whether the episode is one of treatment.</summary>
    public bool Treatment => Episode.IsTreatmentAt(Cut);

    /// <summary>DISD of the episode, blank while it is open.</summary>
    public DateOnly Discharged => Episode.DischargedAt(Cut);

    /// <summary>Whether a day lies in the period and is at least so many days before the cut.</summary>
    public bool InPeriodAndPast(DateOnly day, int days) => Period.Contains(day) && day.DaysUntil(Cut) >= days;

    /// <summary>Whether another treatment episode of the person, at any agency but a prison's and wherever the person lived then, was
    /// triaged no later than so many days after this one's discharge.</summary>
    public bool PickedUp(Func<CaseEpisode, bool> which) => PickUp(which) is not null;

    /// <summary>The first of those episodes; null where there is none.</summary>
    public CaseEpisode? PickUp(Func<CaseEpisode, bool> which)
    {
        var discharged = Discharged;
        foreach (var other in caseload.EpisodesOf(Episode.Person))
        {
            if (!ReferenceEquals(other, Episode) && !other.Prison && other.IsTreatmentAt(Cut) && which(other)
                && discharged.DaysUntil(other.Triaged) is var days && days >= 0 && days <= Options.PickUpDays)
                return other;
        }

        return null;
    }
}
