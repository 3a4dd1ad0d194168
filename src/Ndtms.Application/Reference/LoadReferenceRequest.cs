using Ndtms.Core.DataSets;

namespace Ndtms.Application.Reference;

/// <summary>Reference data to load.</summary>
/// <param name="What">What it is: the name of a form, or of a file of data sets or code lists.</param>
/// <param name="FileName">The name of the file that was sent, for messages.</param>
/// <param name="Content">Its content: CSV or, of a form, a workbook.</param>
/// <param name="Terms">What was agreed to.</param>
/// <param name="Replace">Targets and what goes with them: the file is all there is from then on, of the areas in the caller's scope.</param>
public sealed record LoadReferenceRequest(string What, string FileName, byte[] Content, LoadTerms Terms, bool Replace = false);

/// <summary>What loading or removing did, or would do.</summary>
/// <param name="Name">The name of what was loaded or removed, among the reference data.</param>
/// <param name="Changes">What changes. They were not made in a preview, or where rows would be removed and the call did not confirm their
/// number.</param>
public sealed record ReferenceChanges(string Name, RowChanges Changes);
