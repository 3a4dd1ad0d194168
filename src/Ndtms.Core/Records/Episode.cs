using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;

namespace Ndtms.Core.Records;

/// <summary>A spell of treatment of a client at the agency: key client and EPISODID.</summary>
public sealed class Episode : Entity
{
    private List<Child>? _children;
    private string? _rowHash;

    internal Episode(EntityFrame frame, Client client, string episodeId)
        : base(frame, episodeId) => Client = client;

    public Client Client { get; }

    public override Entity Parent => Client;

    /// <summary>Everything below it, in the order of the file.</summary>
    public IReadOnlyList<Child> Children => _children ?? (IReadOnlyList<Child>)[];

    /// <summary>The modalities that no rule rejects.</summary>
    public IEnumerable<Modality> SoundModalities => Children.OfType<Modality>().Where(m => !m.Rejected);

    /// <summary>The TOPs that no rule rejects.</summary>
    public IEnumerable<Top> SoundTops => Children.OfType<Top>().Where(t => !t.Rejected);

    /// <summary>The first readable MODST of a sound structured modality.</summary>
    public DateOnly? TreatmentStart => SoundModalities.Where(m => m.IsStructured).Min(m => m.Started);

    /// <summary>The hash of what its rows say, with its sound children; to be asked for once it is judged.</summary>
    public string RowHash => _rowHash ??= Records.RowHash.Of(this);

    /// <summary>REFLD</summary>
    public DateOnly? Referred => Date(Column.REFLD);

    /// <summary>TRIAGED</summary>
    public DateOnly? Triaged => Date(Column.TRIAGED);

    /// <summary>DISD</summary>
    public DateOnly? Discharged => Date(Column.DISD);

    /// <summary>DISRSN</summary>
    public Code? DischargeReason => Code(Column.DISRSN);

    /// <summary>DRUG1</summary>
    public Code? Drug1 => Code(Column.DRUG1);

    /// <summary>DRUG2</summary>
    public Code? Drug2 => Code(Column.DRUG2);

    /// <summary>DRUG3</summary>
    public Code? Drug3 => Code(Column.DRUG3);

    /// <summary>DRUG1AGE, years</summary>
    public int? AgeAtFirstUse => Integer(Column.DRUG1AGE);

    /// <summary>ROUTE</summary>
    public Code? Route => Code(Column.ROUTE);

    /// <summary>INJSTAT</summary>
    public Code? InjectingStatus => Code(Column.INJSTAT);

    /// <summary>PREGNANT</summary>
    public bool? Pregnant => YesNo(Column.PREGNANT);

    /// <summary>ALCDDAYS, of the past 28</summary>
    public int? DrinkingDays => Integer(Column.ALCDDAYS);

    /// <summary>ALCUNITS, on a typical drinking day</summary>
    public int? AlcoholUnits => Integer(Column.ALCUNITS);

    /// <summary>HEPBSTAT</summary>
    public Code? HepatitisB => Code(Column.HEPBSTAT);

    /// <summary>HEPCSTAT</summary>
    public Code? HepatitisC => Code(Column.HEPCSTAT);

    /// <summary>DAT</summary>
    public Code? Partnership => Code(Column.DAT);

    /// <summary>LA</summary>
    public string? LocalAuthority => Text(Column.LA);

    /// <summary>CPLANDT</summary>
    public DateOnly? CarePlanStarted => Date(Column.CPLANDT);

    /// <summary>TOPCC</summary>
    public bool? TopCoordinator => YesNo(Column.TOPCC);

    /// <summary>Completed years at TRIAGED.</summary>
    public int? AgeAtTriage => Client.DateOfBirth is { } born && Triaged is { } day ? CompletedYears.Between(born, day) : null;

    internal void Add(Child child) => (_children ??= new List<Child>(1)).Add(child);
}

/// <summary>Something below an episode.</summary>
public abstract class Child : Entity
{
    private protected Child(EntityFrame frame, Episode episode, string id)
        : base(frame, id) => Episode = episode;

    public Episode Episode { get; }

    public override Entity Parent => Episode;

    internal static Child Create(EntityFrame frame, Episode episode, string id, int number) => frame.Layout.Kind switch
    {
        EntityKind.Modality => new Modality(frame, episode, id) { Number = number },
        EntityKind.Top => new Top(frame, episode, id) { Number = number },
        EntityKind.SubIntervention => new SubIntervention(frame, episode, id) { Number = number },
        EntityKind.TimeInTreatment => new TimeInTreatment(frame, episode, id) { Number = number },
        _ => throw new ArgumentOutOfRangeException(nameof(frame)),
    };
}

/// <summary>A treatment modality: key episode and MODID.</summary>
public sealed class Modality : Child
{
    internal Modality(EntityFrame frame, Episode episode, string id)
        : base(frame, episode, id)
    {
    }

    /// <summary>MODAL</summary>
    public Code? Treatment => Code(Column.MODAL);

    public bool IsStructured => Treatment?.Group == "structured";

    /// <summary>REFMODDT</summary>
    public DateOnly? Referred => Date(Column.REFMODDT);

    /// <summary>FAOMODDT</summary>
    public DateOnly? FirstAppointmentOffered => Date(Column.FAOMODDT);

    /// <summary>MODST</summary>
    public DateOnly? Started => Date(Column.MODST);

    /// <summary>MODEND</summary>
    public DateOnly? Ended => Date(Column.MODEND);
}

/// <summary>A Treatment Outcomes Profile interview: key episode and TOPID.</summary>
public sealed class Top : Child
{
    internal Top(EntityFrame frame, Episode episode, string id)
        : base(frame, episode, id)
    {
    }

    /// <summary>TOPDATE</summary>
    public DateOnly? Taken => Date(Column.TOPDATE);

    /// <summary>TRSTAGE</summary>
    public Code? Stage => Code(Column.TRSTAGE);

    /// <summary>Every item is blank or not disclosed (rule TOP-07); a malformed item makes it not empty.</summary>
    public bool IsEmpty
    {
        get
        {
            foreach (var item in Layout.Fields)
            {
                if (item.NotDisclosedAllowed && this[item] != Cell.Blank && this[item] != Cell.NotDisclosed)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Whether it shows use of one of these on any day of the past 28.</summary>
    public bool ShowsUse(params ReadOnlySpan<Column> substances)
    {
        foreach (var substance in substances)
        {
            if (Integer(substance) > 0)
                return true;
        }

        return false;
    }
}

/// <summary>A sub-intervention review: key episode and SUBMID.</summary>
public sealed class SubIntervention : Child
{
    internal SubIntervention(EntityFrame frame, Episode episode, string id)
        : base(frame, episode, id)
    {
    }

    /// <summary>SUBMODDT</summary>
    public DateOnly? Reviewed => Date(Column.SUBMODDT);
}

/// <summary>A time-in-treatment assessment: key episode and TITID.</summary>
public sealed class TimeInTreatment : Child
{
    internal TimeInTreatment(EntityFrame frame, Episode episode, string id)
        : base(frame, episode, id)
    {
    }

    /// <summary>TITDATE</summary>
    public DateOnly? Assessed => Date(Column.TITDATE);
}
