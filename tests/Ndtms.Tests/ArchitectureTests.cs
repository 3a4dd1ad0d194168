using System.Reflection;
using System.Xml.Linq;
using Ndtms.Application;
using Ndtms.Core.DataSets;
using Ndtms.Portal.Hosting;
using Ndtms.Storage;
using Ndtms.Synthetic;
using Ndtms.Workbooks;

namespace Ndtms.Tests;

/// <summary>Each project and each folder of the core can be read, tested and replaced without those that come after it.</summary>
public sealed class ArchitectureTests
{
    private const int LongestCommandFile = 120;

    private static readonly string[] Folders =
        ["Definitions", "DataSets", "Intake", "Records", "Validation", "Calendar", "Current", "Persons", "Journeys", "Measures", "Quality", "Targets"];

    private static readonly string[] NotInCore = ["Microsoft.Data", "Dapper", "SQLitePCLRaw", "Serilog", "Microsoft.AspNetCore", "DocumentFormat", "ClosedXML", "Quartz"];

    private static readonly Assembly[] BelowWorker =
    [
        typeof(CodeBook).Assembly, typeof(Database).Assembly, typeof(MonthlyReport).Assembly, typeof(World).Assembly, typeof(Workspace).Assembly,
        typeof(PortalHost).Assembly,
    ];

    [Theory]
    [InlineData("Core")]
    [InlineData("Storage", "Core")]
    [InlineData("Workbooks", "Core")]
    [InlineData("Synthetic", "Core")]
    [InlineData("Application", "Core", "Storage", "Synthetic", "Workbooks")]
    [InlineData("Portal", "Application")]
    [InlineData("Worker", "Application", "Portal")]
    public void A_project_refers_only_to_those_below_it(string project, params string[] others)
    {
        var file = XDocument.Load(Path.Combine(SourceTree.Root, "src", $"Ndtms.{project}", $"Ndtms.{project}.csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!));
        Assert.Equal(others.Select(o => $"Ndtms.{o}"), references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Core_knows_no_database_log_or_workbook() => Assert.DoesNotContain(ReferencesOf(typeof(CodeBook).Assembly), n => IsOneOf(n, NotInCore));

    [Fact]
    public void Workbooks_know_no_database() =>
        Assert.DoesNotContain(ReferencesOf(typeof(MonthlyReport).Assembly), n => IsOneOf(n, ["Dapper", "System.Data", "Microsoft.Data"]));

    [Fact]
    public void A_folder_of_the_core_uses_only_those_before_it()
    {
        var uses = from type in typeof(CodeBook).Assembly.GetTypes()
                   let folder = FolderOf(type)
                   where folder >= 0
                   from use in TypeUse.Of(type)
                   where FolderOf(use.Used) > folder
                   select $"{use.Where} uses {use.Used.FullName}";
        Assert.Empty(uses.Distinct());
    }

    [Fact]
    public void Every_source_of_the_core_is_in_a_folder_of_its_namespace()
    {
        Assert.All(SourceTree.Sources("src/Ndtms.Core").Select(SourceTree.Name), name =>
        {
            Assert.Contains(name.Split('/')[2], Folders);
            Assert.Contains($"namespace Ndtms.Core.{name.Split('/')[2]};", File.ReadAllText(Path.Combine(SourceTree.Root, name)), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_command_is_short_because_the_work_is_in_its_use_case() => Assert.Empty(
        SourceTree.Sources("src/Ndtms.Worker/Commands").Where(f => File.ReadLines(f).Count() > LongestCommandFile).Select(SourceTree.Name));

    /// <summary>A use case that wrote to the terminal or chose an exit code would be of no use to a page or a job.</summary>
    [Fact]
    public void Only_the_worker_knows_the_terminal_exit_codes_and_commands()
    {
        Assert.All(BelowWorker, assembly => Assert.DoesNotContain(
            ReferencesOf(assembly), n => IsOneOf(n, ["Ndtms.Worker", "System.CommandLine", "Spectre.Console", "System.Console"])));
        var exits = from assembly in BelowWorker
                    from type in assembly.GetTypes()
                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    from member in TypeUse.MembersIn(method)
                    where member.DeclaringType == typeof(Environment) && member.Name is nameof(Environment.Exit) or "set_ExitCode"
                    select $"{type.FullName}.{method.Name}";
        Assert.Empty(exits);
    }

    /// <summary>The place of a type's folder in the order of the core; -1: it is not of the core.</summary>
    private static int FolderOf(Type type) => type.Namespace?.Split('.') is ["Ndtms", "Core", var folder, ..] ? Array.IndexOf(Folders, folder) : -1;

    private static bool IsOneOf(string assembly, IEnumerable<string> names) =>
        names.Any(name => assembly == name || assembly.StartsWith(name + ".", StringComparison.Ordinal));

    private static IEnumerable<string> ReferencesOf(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);
}
