using Ndtms.Core.DataSets;
using Ndtms.Core.Validation;

namespace Ndtms.Application.Guide;

/// <summary>Asks for validation rules.</summary>
/// <param name="Start">A rule's id, or the start of some, in capitals or not; empty: every rule.</param>
public sealed record ShowRulesRequest(string Start = "");

/// <summary>Shows what each validation rule finds, what it does and what to do about it.</summary>
/// <param name="book">The data sets and code lists.</param>
public sealed class ShowRules(CodeBook book) : UseCase<ShowRulesRequest, IReadOnlyList<Rule>>("rules-show", book)
{
    /// <exception cref="NotFoundException">There is no such rule.</exception>
    protected override IReadOnlyList<Rule> Execute(Invocation invocation, ShowRulesRequest request)
    {
        var rules = RuleBook.Rules.Where(r => r.Id.StartsWith(request.Start, StringComparison.OrdinalIgnoreCase)).ToList();
        return rules.Count > 0 ? rules : throw new NotFoundException($"There is no rule {request.Start}; the list of rules has them all.");
    }
}
