using Ndtms.Application;
using Ndtms.Application.Access;
using Ndtms.Application.Databases;
using Ndtms.Application.Housekeeping;
using Ndtms.Core.DataSets;
using Ndtms.Core.Intake;
using Ndtms.Storage;

namespace Ndtms.Tests.Application;

/// <summary>What is left over goes when its time has come and not before, and the database itself is the operator's.</summary>
public sealed class HousekeepingTests : IDisposable
{
    private readonly Installation _place = new();

    public void Dispose() => _place.Dispose();

    /// <remarks>Of a file that is smaller than a part, nothing is kept before it is whole.</remarks>
    [Theory]
    [InlineData(3_000_000, 60, 0)]
    [InlineData(3_000_000, 61, 1)]
    [InlineData(1, 61, 0)]
    public void A_file_that_was_never_received_whole_goes_after_an_hour(int bytes, int minutes, int deleted)
    {
        Assert.Throws<IOException>(() => _place.Workspace.Submissions().Receive(
            new Submission("N0852-20110401-20120331-TREAT-IN-H.csv", new Broken(bytes), ExplicitFacts.None, new DateOnly(2012, 4, 10), "test")));
        _place.Clock.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(deleted, KeepHouse().LeftOver);
    }

    [Fact]
    public void Copies_of_the_database_are_made_once_a_day_and_the_oldest_deleted()
    {
        var plan = new BackupPlan(_place["backups"], 2);
        for (var day = 0; day < 3; day++)
        {
            Assert.Equal((1, 0), (KeepHouse(plan).Backups, KeepHouse(plan).Backups));
            _place.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(["ndtms-2012-04-11.db", "ndtms-2012-04-12.db"], _place.Files("backups"));
    }

    [Fact]
    public void Nobody_but_the_operator_deletes_migrates_backs_up_or_restores_and_administrators_see_the_state()
    {
        foreach (var by in (Principal[])[Installation.National, Installation.NorthEast, Installation.Sunderland, Installation.Provider, Installation.Administrator])
        {
            Assert.Throws<AccessDeniedException>(() => new KeepHouse(_place.Workspace).Run(by, new KeepHouseRequest(_place.Storage, 0, 0, null)));
            Assert.Throws<AccessDeniedException>(() => new MigrateDatabase(CodeBook.Embedded).Run(by, _place.Storage));
            Assert.Throws<AccessDeniedException>(() => new BackUpDatabase(CodeBook.Embedded).Run(by, new BackUpRequest(_place.Storage, _place["b.db"], true)));
            Assert.Throws<AccessDeniedException>(() => new RestoreDatabase(CodeBook.Embedded).Run(by, new RestoreRequest(_place.Storage, _place["b.db"], true, _place["keys"])));
        }

        Assert.Throws<AccessDeniedException>(() => new ShowDatabase(CodeBook.Embedded).Run(Installation.National, _place.Storage));
        var view = new ShowDatabase(CodeBook.Embedded).Run(Installation.Administrator, _place.Storage);
        Assert.Equal(("sqlite", 0), (view.Engine, view.Schema.Pending.Count));
    }

    [Fact]
    public void A_database_is_migrated_backed_up_and_restored()
    {
        var other = new StorageOptions { Path = _place["other.db"] };
        Assert.Throws<NotFoundException>(() => new ShowDatabase(CodeBook.Embedded).Run(Installation.Operator, other));
        Assert.NotEmpty(new MigrateDatabase(CodeBook.Embedded).Run(Installation.Operator, other).Applied);
        Assert.Empty(new MigrateDatabase(CodeBook.Embedded).Run(Installation.Operator, other).Applied);
        Assert.False(new BackUpDatabase(CodeBook.Embedded).Run(Installation.Operator, new BackUpRequest(_place.Storage, _place["b.db"], false)).OnServer);
        var restored = new RestoreDatabase(CodeBook.Embedded).Run(Installation.Operator, new RestoreRequest(other, _place["b.db"], true, _place["keys"]));
        Assert.True(File.Exists(restored.Earlier));
        Assert.Equal(4, new ReferenceData(Database.Open(other)).Agencies().Count);
    }

    private KeptHouse KeepHouse(BackupPlan? backup = null) =>
        new KeepHouse(_place.Workspace).Run(Installation.Operator, new KeepHouseRequest(_place.Storage, 0, 0, backup));

    /// <summary>A connection that breaks after the first bytes.</summary>
    /// <summary>A connection that breaks after so many bytes.</summary>
    private sealed class Broken(int bytes) : MemoryStream
    {
        private int _left = bytes;

        public override int Read(Span<byte> buffer)
        {
            if (_left == 0)
                throw new IOException("The connection broke.");
            var count = Math.Min(_left, buffer.Length);
            buffer[..count].Fill((byte)'A');
            _left -= count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
