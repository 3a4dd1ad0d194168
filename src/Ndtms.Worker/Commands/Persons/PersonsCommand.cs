using System.CommandLine;

namespace Ndtms.Worker.Commands.Persons;

/// <summary><c>persons train|link|estimate|evaluate|review</c>: record linkage, which says which clients may be one person.</summary>
internal static class PersonsCommand
{
    public static Command Create(Terminal terminal, TimeProvider time) => new("persons", "Suspect, measure and decide which clients are one person.")
    {
        TrainCommand.Create(terminal, time),
        LinkCommand.Create(terminal, time),
        EstimateCommand.Create(terminal, time),
        EvaluateCommand.Create(terminal, time),
        ReviewCommand.Create(terminal, time),
    };
}
