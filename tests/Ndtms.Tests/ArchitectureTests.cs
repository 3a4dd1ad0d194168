using System.Reflection;
using Ndtms.Core.DataSets;
using Ndtms.Storage;
using Ndtms.Workbooks;

namespace Ndtms.Tests;

/// <summary>Nothing points out of the core, and neither storage nor workbooks know of each other: so each can be read, tested and replaced
/// alone.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] NotInCore = ["Ndtms", "Microsoft.Data", "Dapper", "SQLitePCLRaw", "Serilog", "Microsoft.AspNetCore", "DocumentFormat", "ClosedXML", "Quartz"];

    [Fact]
    public void Core_points_at_nothing_outside() => Assert.DoesNotContain(
        ReferencesOf(typeof(CodeBook).Assembly), name => NotInCore.Any(outside => name == outside || name.StartsWith(outside + ".", StringComparison.Ordinal)));

    [Fact]
    public void Storage_points_at_core_alone() => Assert.Equal(["Ndtms.Core"], OwnReferencesOf(typeof(Database).Assembly));

    [Fact]
    public void Workbooks_point_at_core_alone_and_know_no_database()
    {
        Assert.Equal(["Ndtms.Core"], OwnReferencesOf(typeof(MonthlyReport).Assembly));
        Assert.DoesNotContain(
            ReferencesOf(typeof(MonthlyReport).Assembly), n => n is "Dapper" or "System.Data.Common" || n.StartsWith("Microsoft.Data", StringComparison.Ordinal));
    }

    private static IEnumerable<string> OwnReferencesOf(Assembly assembly) => ReferencesOf(assembly).Where(n => n.StartsWith("Ndtms.", StringComparison.Ordinal));

    private static IEnumerable<string> ReferencesOf(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);
}
