using Ndtms.Core.Persons;

namespace Ndtms.Tests.Persons;

/// <summary>Persons keep their ids for life.</summary>
public sealed class LastingIdsTests
{
    [Fact]
    public void The_first_persons_get_ids_in_the_order_of_their_records()
    {
        var ids = LastingIds.Assign(Clusters.Of(["a", "b", "a"]), [null, null, null], 7);
        Assert.Equal([7, 8, 7], ids.OfRecord);
        Assert.Equal([7, 8], ids.Fresh);
        Assert.Empty(ids.Merged);
    }

    [Fact]
    public void A_merge_keeps_the_oldest_id()
    {
        var ids = LastingIds.Assign(Clusters.Of(["a", "a", "a"]), [5, 3, 4], 9);
        Assert.Equal([3, 3, 3], ids.OfRecord);
        Assert.Equal([(4, 3), (5, 3)], ids.Merged);
        Assert.Empty(ids.Fresh);
    }

    [Fact]
    public void A_split_leaves_the_id_with_most_records_and_the_others_get_new_ones()
    {
        var ids = LastingIds.Assign(Clusters.Of(["a", "b", "b", "c"]), [1, 1, 1, 1], 2);
        Assert.Equal([2, 1, 1, 3], ids.OfRecord);
        Assert.Equal([2, 3], ids.Fresh);
        Assert.Empty(ids.Merged);
    }

    [Fact]
    public void Of_two_equal_halves_the_first_keeps_the_id() => Assert.Equal([1, 2], LastingIds.Assign(Clusters.Of(["a", "b"]), [1, 1], 2).OfRecord);

    [Fact]
    public void A_record_that_moves_takes_no_id_with_it()
    {
        var ids = LastingIds.Assign(Clusters.Of(["a", "a", "b", "b"]), [1, 1, 1, 2], 3);
        Assert.Equal([1, 1, 2, 2], ids.OfRecord);
        Assert.Empty(ids.Fresh);
    }
}
