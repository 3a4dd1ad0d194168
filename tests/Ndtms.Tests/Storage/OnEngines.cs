namespace Ndtms.Tests.Storage;

/// <summary>A database engine of the tests.</summary>
public enum TestEngine
{
    Sqlite,
    SqlServer,
}

public sealed class LoadingTestsOnSqlite() : LoadingTests(TestEngine.Sqlite);

public sealed class LoadingTestsOnSqlServer() : LoadingTests(TestEngine.SqlServer);

public sealed class RefusalTestsOnSqlite() : RefusalTests(TestEngine.Sqlite);

public sealed class RefusalTestsOnSqlServer() : RefusalTests(TestEngine.SqlServer);

public sealed class LifecycleTestsOnSqlite() : LifecycleTests(TestEngine.Sqlite);

public sealed class LifecycleTestsOnSqlServer() : LifecycleTests(TestEngine.SqlServer);

public sealed class FeedbackQueriesTestsOnSqlite() : FeedbackQueriesTests(TestEngine.Sqlite);

public sealed class FeedbackQueriesTestsOnSqlServer() : FeedbackQueriesTests(TestEngine.SqlServer);

public sealed class HistoryTestsOnSqlite() : HistoryTests(TestEngine.Sqlite);

public sealed class HistoryTestsOnSqlServer() : HistoryTests(TestEngine.SqlServer);

public sealed class MomentTestsOnSqlite() : MomentTests(TestEngine.Sqlite);

public sealed class MomentTestsOnSqlServer() : MomentTests(TestEngine.SqlServer);

public sealed class AuditTrailTestsOnSqlite() : AuditTrailTests(TestEngine.Sqlite);

public sealed class AuditTrailTestsOnSqlServer() : AuditTrailTests(TestEngine.SqlServer);

public sealed class FiguresKeptTestsOnSqlite() : FiguresKeptTests(TestEngine.Sqlite);

public sealed class FiguresKeptTestsOnSqlServer() : FiguresKeptTests(TestEngine.SqlServer);

public sealed class PublicationsTestsOnSqlite() : PublicationsTests(TestEngine.Sqlite);

public sealed class PublicationsTestsOnSqlServer() : PublicationsTests(TestEngine.SqlServer);

public sealed class PortalStorageTestsOnSqlite() : PortalStorageTests(TestEngine.Sqlite);

public sealed class PortalStorageTestsOnSqlServer() : PortalStorageTests(TestEngine.SqlServer);

public sealed class PersonsTestsOnSqlite() : PersonsTests(TestEngine.Sqlite);

public sealed class PersonsTestsOnSqlServer() : PersonsTests(TestEngine.SqlServer);
