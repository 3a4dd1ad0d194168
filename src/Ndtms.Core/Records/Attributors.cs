namespace Ndtms.Core.Records;

/// <summary>What identifies a person (Definitions/persons.md, Official persons).</summary>
/// <param name="FirstInitial">FINITIAL, A to Z.</param>
/// <param name="SurnameInitial">SINITIAL, A to Z.</param>
/// <param name="DateOfBirth">DOB</param>
/// <param name="Sex">SEX, M or F.</param>
public sealed record Attributors(char FirstInitial, char SurnameInitial, DateOnly DateOfBirth, string Sex);
