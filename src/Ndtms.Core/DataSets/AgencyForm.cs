
namespace Ndtms.Core.DataSets;

/// <summary>The form of agencies: <c>agencies.csv</c>.</summary>
public static class AgencyForm
{
    /// <summary>The form.</summary>
    public static ReferenceForm Form { get; } = new(
        "agencies", "Agencies", "A treatment provider that may send files. A row replaces that of the same code; agencies that are not in the file stay.",
        [
            new("code", FormValue.Text, "The agency's code (AGNCY), at most 8 characters.", "N0000"),
            new("name", FormValue.Text, "Its name, as reports show it.", "Example Recovery Service") { Width = 34 },
            new("partnership", FormValue.Code, "The code of the partnership that it belongs to.", "A12B") { List = "partnership" },
            new("region", FormValue.Text, "Its region. Not needed: the region is that of the partnership.")
            {
                Need = FormNeed.Optional, List = "region", Width = 18,
            },
            new("service", FormValue.Code, "What it provides.", "adult") { List = "service" },
            new("email", FormValue.Text, "Where reminders are sent. Leave blank for none.") { Need = FormNeed.Optional, Width = 30 },
            new("active_from", FormValue.Day, "The first day on which a file's window may end. Leave blank for always.") { Need = FormNeed.Optional },
            new("active_to", FormValue.Day, "The last such day. Leave blank while it is open.") { Need = FormNeed.Optional },
            new("scope", FormValue.Code,
                "What its system exports: every episode active in the window (active), or only those referred in it (referred). Blank means active.")
            {
                Need = FormNeed.Optional, List = "scope",
            },
        ]);
}
