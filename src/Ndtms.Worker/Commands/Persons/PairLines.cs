using Ndtms.Application.Persons;
using Ndtms.Core.Persons;
using Ndtms.Storage;

namespace Ndtms.Worker.Commands.Persons;

/// <summary>Pairs that people decide on, in lines.</summary>
internal static class PairLines
{
    /// <summary>A pair in one line.</summary>
    public static string Of(ReviewPair pair) => FormattableString.Invariant(
        $"{pair.Id,8}  {(pair.Kind == SuspicionKind.Link ? "two may be one" : "one may be two"),-14}  {pair.Probability,6:0.000}  {pair.AgencyOne,-6} {pair.AgencyOther,-6}  {Where(pair),-24} {Decided(pair.Standing)}").TrimEnd();

    /// <summary>All of a pair.</summary>
    public static IEnumerable<string> Of(ShownPair shown)
    {
        yield return Of(shown.Pair);
        if (shown.Pair.Effect.Levels > 0)
        {
            yield return shown.Pair.Kind == SuspicionKind.Link
                ? $"If these are one person, People in treatment in the year falls by 1 in {Where(shown.Pair)}."
                : $"If these are two people, People in treatment in the year rises by 1 in {Where(shown.Pair)}.";
        }

        yield return "Official figures do not change. Figures on the resolved basis do.";
        foreach (var side in new[] { shown.One, shown.Other })
        {
            yield return "";
            if (side is null)
            {
                yield return "No agency has this client any more.";
                continue;
            }

            var hidden = side.Initials is null ? "" : FormattableString.Invariant($", {side.Initials}, born {side.DateOfBirth:dd/MM/yyyy}");
            yield return $"Agency {side.Agency}, person {side.Person}{hidden}: sex {side.Sex}, ethnic group {side.Ethnic ?? "not given"}, partnership {side.Partnership ?? "not given"}, {side.Residence}";
            foreach (var e in side.Episodes)
                yield return FormattableString.Invariant($"  {e.Triaged:dd/MM/yyyy} to {(e.Discharged is { } end ? FormattableString.Invariant($"{end:dd/MM/yyyy}") : "now"),-10} {e.DischargeReason} {e.Partnership}").TrimEnd();
        }

        if (shown.Waterfall is { } waterfall)
        {
            yield return "";
            foreach (var bar in waterfall.Bars)
                yield return FormattableString.Invariant($"  {bar.Text,-66} {bar.Bits,8:+0.00;-0.00}");
            yield return FormattableString.Invariant($"  {"Together, in bits",-66} {waterfall.Bits,8:+0.00;-0.00}");
            yield return FormattableString.Invariant($"  {"Probability that they are one person",-66} {waterfall.Probability,8:0.0000}");
        }

        foreach (var decision in shown.History)
        {
            var undone = decision.UndoneAt is { } at ? FormattableString.Invariant($"; undone on {at:dd/MM/yyyy} by {decision.UndoneBy}: {decision.UndoReason}") : "";
            yield return $"{Decided(decision)}: {decision.Reason}{undone}";
        }
    }

    /// <summary>What a decision means.</summary>
    public static string Effect(PersonDecision decision) => decision.Verdict == PersonVerdict.Unsure
        ? "The pair stays in the queue."
        : decision is { NeedsSecond: true, ConfirmedAt: null }
            ? "It has no effect until somebody else has confirmed it."
            : "Official figures do not change. Figures on the resolved basis do.";

    private static string Where(ReviewPair pair) => pair.Effect switch
    {
        { Levels: 0 } => "no figure of the year",
        { Partnership: { } partnership } => partnership,
        { Region: { } region } => region,
        _ => "England",
    };

    private static string Decided(PersonDecision? decision) => decision is null ? "" : FormattableString.Invariant(
        $"{decision.Verdict.ToString().ToLowerInvariant()} on {decision.At:dd/MM/yyyy} by {decision.Who}{(decision is { NeedsSecond: true, ConfirmedAt: null } ? ", to be confirmed" : "")}");
}
