using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Ndtms.Core.DataSets;
using Ndtms.Synthetic;

namespace Ndtms.Benchmarks;

/// <summary>A month's files of a country in a folder, which is used again as long as the generator would make the same.</summary>
/// <param name="Folder">The folder to submit.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Rows">Data rows of all files.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="Later">Files that agencies of the month send once more, with what has become known in a month, each with its rows: one of about
/// 400 rows, and the largest; empty: there are none.</param>
internal sealed record NationalFiles(string Folder, int Files, long Rows, long Bytes, IReadOnlyList<(string Path, int Rows)> Later)
{
    private const double Defects = 0.02;
    private const int SmallRows = 400;
    private const string StampName = "generation.txt";
    private const ulong Seed = 2012;

    /// <summary>England, or a part of it.</summary>
    /// <param name="root">The folder of all generations.</param>
    /// <param name="share">The part, above 0 and at most 1.</param>
    public static NationalFiles OfCountry(string root, double share)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"england-{share:0.######}");
        return Made(Path.Combine(root, name), () => Country.Create(share, Seed, CodeBook.Embedded), WriteCountry, name);
    }

    /// <summary>What <c>generate</c> makes of so many people in every partnership.</summary>
    /// <param name="root">The folder of all generations.</param>
    /// <param name="people">Number of people.</param>
    public static NationalFiles OfPeople(string root, int people)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"people-{people}");
        return Made(Path.Combine(root, name), () => people, GenerateFiles, name);
    }

    private static NationalFiles Made<T>(string folder, Func<T> what, Action<string, T> write, string name)
    {
        var (stamp, path) = ($"{name} {Fingerprint()}", Path.Combine(folder, StampName));
        if (!File.Exists(path) || File.ReadAllText(path) != stamp)
        {
            Console.WriteLine($"generating {folder}");
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            write(folder, what());
            // Last, so that a generation that was interrupted is made again.
            File.WriteAllText(path, stamp);
        }

        return Found(folder);
    }

    private static void WriteCountry(string folder, Country country)
    {
        Directory.CreateDirectory(Path.Combine(folder, "month"));
        var sent = new (Submission Facts, int Rows)[country.Agencies];
        Parallel.ForEach(country.Files(Defects).Index(), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, of =>
        {
            var file = of.Item.Make();
            sent[of.Index] = (file.Submission, file.RowCount);
            if (file.RowCount > 0)
                Write(folder, "month", file.Submission.FileName, file.WriteTo);
        });
        var files = sent.Where(s => s.Rows > 0).ToList();
        Write(folder, "month", "submissions.csv", stream => Country.WriteSubmissions(files.Select(s => s.Facts), stream));
        Write(folder, "month", "agencies.csv", country.WriteAgencies);
        foreach (var (facts, _) in (IEnumerable<(Submission Facts, int Rows)>)[files.MinBy(s => Math.Abs(s.Rows - SmallRows)), files.MaxBy(s => s.Rows)])
            Write(folder, Path.Combine("later", facts.Agency), facts.FileName, country.FileAgain(facts, Defects).WriteTo);
    }

    private static void GenerateFiles(string folder, int people)
    {
        Directory.CreateDirectory(folder);
        ProgramRun.Of(folder,
        [
            "generate", "--out", "month", "--people", people.ToString(CultureInfo.InvariantCulture), "--partnership", .. CodeBook.Embedded.Areas.Partnerships.Select(p => p.Code),
        ]);
    }

    private static void Write(string folder, string below, string name, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.Combine(folder, below));
        using var file = File.Create(Path.Combine(folder, below, name));
        write(file);
    }

    private static NationalFiles Found(string folder)
    {
        var month = Path.Combine(folder, "month");
        var files = Array.ConvertAll(Directory.GetFiles(month, "N*.csv"), path => (Bytes: new FileInfo(path).Length, Rows: RowsOf(path)));
        var later = Path.Combine(folder, "later");
        return new NationalFiles(month, files.Length, files.Sum(f => (long)f.Rows), files.Sum(f => f.Bytes), Directory.Exists(later)
            ? [.. Directory.GetFiles(later, "*.csv", SearchOption.AllDirectories).Select(path => (path, RowsOf(path))).OrderBy(f => f.Item2)]
            : []);
    }

    /// <summary>The data rows of a file: its line ends outside quotation marks, without the header's.</summary>
    private static int RowsOf(string path)
    {
        using var file = File.OpenRead(path);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        var (rows, isQuoted) = (-1, false);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            foreach (var b in buffer.AsSpan(0, read))
            {
                isQuoted ^= b == '"';
                rows += b == '\n' && !isQuoted ? 1 : 0;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return rows;
    }

    /// <summary>A hash of what the generator makes of a small part of the country, which changes whenever the generator or a code list does.</summary>
    private static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, make) in Country.Create(0.002, Seed, CodeBook.Embedded).Files(Defects))
        {
            using var file = new MemoryStream();
            make().WriteTo(file);
            hash.AppendData(file.GetBuffer(), 0, (int)file.Length);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
