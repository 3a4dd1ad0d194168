using System.CommandLine;
using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Worker.Commands;
using Ndtms.Worker.Commands.Persons;
using Ndtms.Worker.Commands.Reference;
using Ndtms.Worker.Commands.Report;
using Ndtms.Worker.Commands.Submission;

namespace Ndtms.Worker;

/// <summary>The command line: what each command is called, and how a failure is told.</summary>
public static class NdtmsCommand
{
    // A little longer than the service gives its jobs.
    private static readonly TimeSpan TimeToStop = Running.ServiceHost.TimeToStop + TimeSpan.FromSeconds(5);

    /// <summary>Runs one command.</summary>
    /// <param name="args">The words of the call.</param>
    /// <param name="output">Results.</param>
    /// <param name="errors">What went wrong, one plain sentence each.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Stops the service as Ctrl+C does.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors, TimeProvider time, CancellationToken stop = default)
    {
        UnixFiles.KeepToOwner();
        var verbose = new Option<bool>("--verbose") { Description = "Show the stack trace of an error.", Recursive = true };
        var terminal = new Terminal(output);
        var root = new RootCommand(
            "Takes in treatment providers' monthly extracts, checks and loads them, and reports the National Treatment Agency's measures.")
        {
            verbose,
            DemoCommand.Create(terminal, time),
            CheckCommand.Create(terminal, time),
            SubmitCommand.Create(terminal, time),
            IntakeCommand.Create(terminal, time),
            SubmissionCommand.Create(terminal, time),
            CalendarCommand.Create(terminal, time),
            NotifyCommand.Create(terminal, time),
            IssuesCommand.Create(terminal, time),
            ReportCommand.Create(terminal, time),
            MeasuresCommand.Create(terminal, time),
            ExplainCommand.Create(terminal, time),
            SnapshotCommand.Create(terminal, time),
            MonthCommand.Create(terminal, time),
            AnalysisCommand.Create(terminal, time),
            GenerateCommand.Create(terminal),
            DataSetCommand.Create(terminal),
            RulesCommand.Create(terminal),
            ReferenceCommand.Create(terminal, time),
            DbCommand.Create(terminal),
            RefusalsCommand.Create(terminal, time),
            PortalCommand.Create(terminal, time),
            PersonsCommand.Create(terminal, time),
            RunCommand.Create(terminal, time),
            UserCommand.Create(terminal, time),
            JobsCommand.Create(terminal, time),
        };
        var call = root.Parse(args);
        if (call.Errors.Count > 0)
        {
            foreach (var sentence in call.UnmatchedTokens.Count > 0
                ? call.UnmatchedTokens.Select(token => $"There is no command or option '{token}' here.")
                : call.Errors.Select(error => InWords(error.Message)))
            {
                errors.WriteLine(sentence);
            }

            errors.WriteLine($"See: {root.Name} {string.Concat(NamesOf(call.CommandResult).Reverse())}--help");
            return ExitCode.WrongCall;
        }

        try
        {
            return call.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = output,
                Error = errors,
                ProcessTerminationTimeout = TimeToStop,
            }, stop).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            errors.WriteLine(Failure.InWords(e));
            if (call.GetValue(verbose))
                errors.WriteLine(e);
            return e switch
            {
                RequestException or FactsException => ExitCode.WrongCall,
                CodeBookException => ExitCode.BadData,
                _ => ExitCode.MachineFailed,
            };
        }
    }

    /// <summary>What the parser says of a value, without the names of types.</summary>
    private static string InWords(string message) => message
        .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Int64'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.UInt64'", "as a whole number from 0 on", StringComparison.Ordinal)
        .Replace("as expected type 'System.Double'", "as a number", StringComparison.Ordinal);

    private static IEnumerable<string> NamesOf(System.CommandLine.Parsing.SymbolResult? result)
    {
        for (; result is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } command; result = result.Parent)
            yield return command.Command.Name + " ";
    }
}
