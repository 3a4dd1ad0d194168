namespace Ndtms.Portal.Access;

/// <summary>Which row of <c>access.csv</c> says who may use a page, an endpoint or one handler of a page. An endpoint without one answers
/// nobody, and fails a test. A row is a use case's, <see cref="Open"/> or <see cref="Own"/>.</summary>
/// <param name="row">The row.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AccessAttribute(string row) : Attribute
{
    /// <summary>Pages for everybody, such as the statements.</summary>
    public const string Open = "page-open";

    /// <summary>Pages for everybody who has signed in, which show each their own.</summary>
    public const string Own = "page-own";

    /// <summary>The row.</summary>
    public string Row => row;
}
