using Ndtms.Core.DataSets;
using Ndtms.Core.Records;
using Ndtms.Core.Validation;

namespace Ndtms.Core.Quality;

/// <summary>How often an expected field is filled.</summary>
/// <param name="Entity">The kind of record that has it.</param>
/// <param name="Header">Its column.</param>
/// <param name="Label">What it is, in the words of the data set.</param>
/// <param name="Filled">Records of which it is not blank.</param>
/// <param name="Expected">Records on which it is expected.</param>
public sealed record FieldCompleteness(EntityKind Entity, string Header, string Label, int Filled, int Expected)
{
    /// <summary>From 0 to 1; null where it is expected on no record.</summary>
    public double? Share => Expected == 0 ? null : (double)Filled / Expected;
}

/// <summary>Counts missing values of a file, as <c>dq-completeness</c> does (Definitions/measures.md, dq-completeness): the fields that the
/// data set expects, on the records that are loaded. What cannot be read is blank; "not disclosed" is an answer, except in a TOP that has
/// no other.</summary>
public static class Completeness
{
    /// <summary>What is filled in two parts of a file together.</summary>
    internal static IReadOnlyList<FieldCompleteness> Sum(IReadOnlyList<FieldCompleteness> one, IReadOnlyList<FieldCompleteness> other) =>
        [.. one.Zip(other, (a, b) => a with { Filled = a.Filled + b.Filled, Expected = a.Expected + b.Expected })];

    /// <summary>Every expected field of the data set, in the order of the file.</summary>
    public static IReadOnlyList<FieldCompleteness> Of(Content content)
    {
        var fields = content.DataSet.Fields.Where(f => f.Required == Requirement.Expected).ToList();
        var filled = new Dictionary<Field, (int Filled, int Expected)>(ReferenceEqualityComparer.Instance);
        var byKind = fields.ToLookup(f => f.Entity);
        foreach (var client in content.Clients.Where(c => c.Loaded))
        {
            Count(client);
            foreach (var episode in client.Episodes.Where(e => !e.Rejected))
            {
                Count(episode);
                foreach (var child in episode.Children.Where(c => !c.Rejected))
                    Count(child);
            }
        }

        return [.. fields.Select(f =>
        {
            var (given, expected) = filled.GetValueOrDefault(f);
            return new FieldCompleteness(f.Entity, f.Header, f.Label, given, expected);
        })];

        void Count(Entity entity)
        {
            var empty = entity is Top { IsEmpty: true };
            foreach (var field in byKind[entity.Kind])
            {
                if (!ValueRules.IsExpected(entity, field))
                    continue;
                var (given, expected) = filled.GetValueOrDefault(field);
                var cell = entity[field];
                filled[field] = (given + (cell.HasValue || (cell.IsGiven && !empty) ? 1 : 0), expected + 1);
            }
        }
    }
}
