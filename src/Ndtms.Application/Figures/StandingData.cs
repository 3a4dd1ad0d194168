using Ndtms.Storage;

namespace Ndtms.Application.Figures;

/// <summary>Current data that must not change until what is made of them is kept.</summary>
internal static class StandingData
{
    /// <summary>Makes something of current data and keeps it.</summary>
    /// <param name="workspace">The opened database.</param>
    /// <param name="work">Makes it, and hands on the moment when the data were read.</param>
    /// <exception cref="BusyException">A submission is being processed, or was meanwhile; nothing was kept.</exception>
    public static T Of<T>(Workspace workspace, Func<DataMoment, FigureSource, T> work)
    {
        try
        {
            // The moment comes first: data that change between the two are noticed.
            var moment = DataMoment.Of(workspace.Database);
            return work(moment, new FigureSource(workspace));
        }
        catch (SubmissionStateException e)
        {
            throw new BusyException(e.Message);
        }
    }
}
