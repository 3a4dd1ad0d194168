using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Application.Generation;

/// <summary>Asks for invented files.</summary>
/// <param name="Folder">The folder to write; it must be empty or not exist.</param>
/// <param name="World">Whose files; null: the sample that comes with the program.</param>
public sealed record GenerateFilesRequest(string Folder, InventedWorld? World);

/// <summary>An invented world and what its agencies send.</summary>
/// <param name="From">First day of the window.</param>
/// <param name="To">Last day of the window.</param>
/// <param name="Received">Day of extract and receipt; null: ten days after the window.</param>
/// <param name="DataSet">Data set letter.</param>
/// <param name="People">How many people there are, from 1 to 1,000,000.</param>
/// <param name="Seed">Another seed, other people.</param>
/// <param name="Defects">Share of clients, 0 to 1, with something wrong.</param>
/// <param name="Partnerships">Codes of the partnerships where people live; empty: the six of the sample.</param>
public sealed record InventedWorld(
    DateOnly From, DateOnly To, DateOnly? Received, string DataSet, int People, ulong Seed, double Defects, IReadOnlyList<string> Partnerships);

/// <summary>Files that were written.</summary>
/// <param name="Files">Their names in the folder.</param>
public sealed record GeneratedFiles(IReadOnlyList<string> Files);

/// <summary>Makes invented, realistic files, and with them the truth: who is who, and what is wrong where.</summary>
/// <param name="book">The data sets and code lists.</param>
public sealed class GenerateFiles(CodeBook book) : UseCase<GenerateFilesRequest, GeneratedFiles>("files-generate", book)
{
    private const int MostPeople = 1_000_000;
    private const int DaysUntilReceipt = 10;

    private readonly CodeBook _book = book;

    protected override GeneratedFiles Execute(Invocation invocation, GenerateFilesRequest request)
    {
        if (File.Exists(request.Folder) || (Directory.Exists(request.Folder) && Directory.EnumerateFileSystemEntries(request.Folder).Any()))
            throw new RequestException($"{request.Folder} is not an empty folder; choose another.");
        IReadOnlyCollection<(string Name, Action<Stream> Write)> contents =
            [.. request.World is { } world ? ContentsOf(world) : SampleWorld.Create(_book).Contents()];
        var written = invocation.Each("Writing files", contents, file =>
        {
            Files.Write(Path.Combine(request.Folder, file.Name), file.Write);
            return file.Name;
        });
        return written.Count == contents.Count ? new GeneratedFiles(written) : throw new OperationCanceledException(invocation.Cancellation);
    }

    private IEnumerable<(string Name, Action<Stream> Write)> ContentsOf(InventedWorld world)
    {
        var letter = world.DataSet.ToUpperInvariant();
        var received = world.Received ?? world.To.AddDays(DaysUntilReceipt);
        Require(_book.DataSet(letter) is not null, $"There is no data set {letter}; choose one of {string.Join(", ", _book.DataSets.Select(d => d.Letter))}.");
        Require(
            world.From <= world.To && world.To <= received,
            "The first day of the window must not be after the last, nor the last after the day of receipt.");
        Require(world.People is > 0 and <= MostPeople, $"The number of people must be from 1 to {MostPeople:#,##0}.");
        Require(world.Defects is >= 0 and <= 1, "The share of defects must be from 0 to 1.");
        var options = new WorldOptions { Seed = world.Seed, People = world.People, From = world.From, To = world.To };
        if (world.Partnerships.Count > 0)
        {
            foreach (var code in world.Partnerships)
                Require(_book.Areas.Partnership(code.ToUpperInvariant()) is not null, $"There is no partnership {code}; choose one from the code list partnership.");
            options = options with { Partnerships = [.. world.Partnerships.Select(c => c.ToUpperInvariant())] };
        }

        return SampleWorld.ContentsOf(World.Create(options, _book), world.From, world.To, received, letter, world.Defects);
    }

    private static void Require(bool met, string otherwise)
    {
        if (!met)
            throw new RequestException(otherwise);
    }
}
