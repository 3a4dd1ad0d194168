using System.Text;
using Dapper;
using Ndtms.Core.DataSets;
using Ndtms.Core.Targets;
using Ndtms.Storage;

namespace Ndtms.Tests.Storage;

/// <summary>Targets are kept to the last decimal, changed all or not at all, and come out as the file that would load them again.</summary>
public sealed class TargetDataTests : IDisposable
{
    private readonly TestStore _store = new();

    private TargetData Data => new(_store.Database);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void The_sample_comes_out_byte_for_byte()
    {
        foreach (var file in TargetFiles.All)
        {
            var sample = SampleData.Reference(file);
            var rows = File.ReadLines(SampleData.ReferencePath(file)).Count() - 1;
            Assert.Equal(new RowChanges(Read: rows, Added: rows, Changed: 0, Removed: 0), Data.Load(file, "f.csv", sample, CodeBook.Embedded));
            Assert.Equal(sample, TargetFiles.Write(file, Data.Book()));
        }

        Assert.Equal(SampleData.TargetBook.Hash, Data.Book().Hash);
        Assert.Equal(SampleData.TargetBook.Targets, Data.Book().Targets);
    }

    [Fact]
    public void A_bad_row_changes_nothing()
    {
        Load(TargetFile.Clusters, "partnership,cluster\nA12B,High\n");
        var before = Data.Book().Hash;
        Assert.Throws<CodeBookException>(() => Load(TargetFile.Clusters, "partnership,cluster\nA12B,Low\nQ99Z,Low\n", replace: true));
        Assert.Equal(before, Data.Book().Hash);
    }

    [Fact]
    public void A_later_file_adds_and_changes_and_only_replacing_removes()
    {
        Load(TargetFile.Clusters, "partnership,cluster\nA12B,High\nA11B,High\n");
        Assert.Equal(new RowChanges(Read: 2, Added: 1, Changed: 1, Removed: 0), Load(TargetFile.Clusters, "partnership,cluster\nA12B,Low\nA09B,Low\n"));
        Assert.Equal("A09B Low, A11B High, A12B Low", Clusters());
        Assert.Equal(
            new RowChanges(Read: 1, Added: 0, Changed: 0, Removed: 2), Load(TargetFile.Clusters, "partnership,cluster\nA09B,Low\n", replace: true, removed: 2));
        Assert.Equal("A09B Low", Clusters());
        Load(TargetFile.Clusters, "partnership,cluster\n", replace: true, removed: 1);
        Assert.Equal("", Clusters());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(3)]
    public void Rows_are_removed_only_by_their_number(int? agreed)
    {
        Load(TargetFile.Clusters, "partnership,cluster\nA12B,High\nA11B,High\n");
        var changes = Load(TargetFile.Clusters, "partnership,cluster\nA09B,Low\n", replace: true, removed: agreed);
        Assert.Equal(new RowChanges(Read: 1, Added: 1, Changed: 0, Removed: 2) { Made = false }, changes);
        Assert.Equal("A11B High, A12B High", Clusters());
    }

    [Fact]
    public void A_file_of_one_kind_leaves_the_others_alone()
    {
        foreach (var file in TargetFiles.All)
            Data.Load(file, "f.csv", SampleData.Reference(file), CodeBook.Embedded);
        Load(TargetFile.Baselines, "indicator,area_level,area_code,value,source\n", replace: true, removed: SampleData.TargetBook.Baselines.Count);
        var book = Data.Book();
        Assert.Empty(book.Baselines);
        Assert.Equal(SampleData.TargetBook.Targets, book.Targets);
        Assert.Equal(SampleData.TargetBook.LocalIndicators, book.LocalIndicators);
        Assert.Equal(SampleData.TargetBook.Clusters, book.Clusters);
    }

    [Fact]
    public void A_word_of_a_newer_version_is_refused_in_a_sentence()
    {
        Data.Load(TargetFile.Targets, "t.csv", SampleData.Reference(TargetFile.Targets), CodeBook.Embedded);
        _store.Database.Write(c => c.Execute("UPDATE target SET population = 'everybody' WHERE area_code = 'A12B' AND measure = 'wait-first'"));
        Assert.Contains("'everybody'", Assert.Throws<StorageException>(() => Data.Book()).Message, StringComparison.Ordinal);
    }

    private RowChanges Load(TargetFile file, string csv, bool replace = false, int? removed = null)
    {
        var name = $"{file.Name()}.csv";
        return Data.Load(
            file, ReferenceTable.Read(name, Encoding.UTF8.GetBytes(csv), file.Form()), new TargetUpdate(name, CodeBook.Embedded) { Replace = replace }, new LoadTerms { Removed = removed });
    }

    private string Clusters() => string.Join(", ", Data.Book().Clusters.Select(c => $"{c.Key} {c.Value}"));
}
