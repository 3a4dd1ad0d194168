using Ndtms.Core.DataSets;

namespace Ndtms.Core.Calendar;

/// <summary>The form of extensions of deadlines: <c>extensions.csv</c>.</summary>
public static class ExtensionForm
{
    /// <summary>The form.</summary>
    public static ReferenceForm Form { get; } = new(
        "extensions", "Extensions",
        "An agency's own deadline for a month. A row replaces that of the same agency and month; extensions that are not in the file stay.",
        [
            new("agency", FormValue.Code, "The code of a registered agency.", "N0801") { List = "agency" },
            new("month", FormValue.Month, "The month reported on, as yyyy-mm.", "2012-03"),
            new("closes", FormValue.Day,
                "The last day on which the agency's file is in time. It must be after the day on which the window closes for all agencies. Blank removes the extension.",
                "2012-05-11") { Need = FormNeed.MayBeBlank },
            new("reason", FormValue.Text, "Why it was agreed. Required where there is a day.", "Example: new clinical system") { Need = FormNeed.MayBeBlank, Width = 50 },
        ]);
}
