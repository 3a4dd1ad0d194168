using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ndtms.Core.Calendar;
using Ndtms.Core.DataSets;

namespace Ndtms.Core.Current;

/// <summary>What clients, episodes and the fields filled on them say, as sums of hashes: without some of them it is the difference, with
/// more the sum. Neither order nor the way in which they were added up matters.</summary>
/// <param name="Clients">Of every client.</param>
/// <param name="Episodes">Of every episode with its children.</param>
/// <param name="Filled">Of every entity whose expected fields are known.</param>
public readonly record struct RecordSums(UInt128 Clients, UInt128 Episodes, UInt128 Filled)
{
    /// <summary>Sums of current data.</summary>
    public static RecordSums Of(CurrentData current) => DataVersion.SumsOf(current);

    public static RecordSums operator +(RecordSums left, RecordSums right) => new(
        unchecked(left.Clients + right.Clients), unchecked(left.Episodes + right.Episodes), unchecked(left.Filled + right.Filled));

    public static RecordSums operator -(RecordSums left, RecordSums right) => new(
        unchecked(left.Clients - right.Clients), unchecked(left.Episodes - right.Episodes), unchecked(left.Filled - right.Filled));

    /// <summary>As 96 hexadecimal digits.</summary>
    public override string ToString() => $"{Clients:x32}{Episodes:x32}{Filled:x32}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static RecordSums Parse(string text) => new(Part(text, 0), Part(text, 32), Part(text, 64));

    private static UInt128 Part(string text, int from) =>
        UInt128.Parse(text.AsSpan(from, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

/// <summary>Names current data by their content, so that it is known whether two reports use the same.</summary>
public static class DataVersion
{
    /// <summary>SHA-256, in hexadecimal, over everything that a report shows or counts.</summary>
    /// <remarks>
    /// Every client, episode, agency and child of an episode is hashed by itself and the hashes are added up: the order of loading
    /// does not matter, while a changed value, a repeated episode or a missing one does.
    /// </remarks>
    /// <param name="current">The current data.</param>
    public static string Of(CurrentData current) => Of(SumsOf(current), current);

    /// <inheritdoc cref="Of(CurrentData)"/>
    /// <param name="records">What clients and episodes say.</param>
    /// <param name="beside">Agencies and facts on quality; its clients and episodes are not looked at.</param>
    public static string Of(RecordSums records, CurrentData beside)
    {
        byte[] latest = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(latest, beside.LatestReceipt?.DayNumber ?? -1);
        var quality = beside.Quality;
        return Convert.ToHexStringLower(SHA256.HashData(
        [
            .. Encoding.ASCII.GetBytes(records.ToString()), .. Bytes(SumOf([.. beside.Agencies.Values], Write)), .. latest,
            .. quality is null
                ? []
                : (byte[])[.. Bytes(SumOf([.. quality.Submissions], Write)), .. Bytes(SumOf([.. quality.Found], Write)),
                    .. Bytes(SumOf([.. quality.Arrivals], Write)), .. Bytes(SumOf([.. quality.Extensions], Write))],
        ]));
    }

    internal static RecordSums SumsOf(CurrentData current)
    {
        var clients = current.Clients.Concat(current.Episodes.Select(e => e.Client))
            .Distinct<CurrentClient>(ReferenceEqualityComparer.Instance).ToArray();
        UInt128 filled = 0;
        foreach (var fields in current.Quality?.Filled ?? [])
            filled = unchecked(filled + SumOf([.. Enumerable.Range(0, fields.Count)], (Record record, int at) => Write(record, fields, at, current)));
        return new RecordSums(SumOf(clients, Write), SumOf([.. current.Episodes], Write), filled);
    }

    private static byte[] Bytes(UInt128 sum)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, sum);
        return bytes;
    }

    private static UInt128 SumOf<T>(T[] items, Action<Record, T> write)
    {
        var sums = new UInt128[Environment.ProcessorCount];
        Parallel.For(0, sums.Length, part =>
        {
            var record = new Record();
            UInt128 sum = 0;
            for (var i = part; i < items.Length; i += sums.Length)
            {
                record.Clear();
                write(record, items[i]);
                sum = unchecked(sum + record.Hash());
            }

            sums[part] = sum;
        });
        return sums.Aggregate((a, b) => unchecked(a + b));
    }

    private static void Write(Record record, Agency agency)
    {
        record.Add(agency.Code);
        record.Add(agency.Name);
        record.Add(agency.Partnership);
        record.Add((int)agency.Service);
        record.Add(agency.ActiveFrom);
        record.Add(agency.ActiveTo);
    }

    private static void Write(Record record, LoadedSubmission submission)
    {
        record.Add(submission.Agency);
        record.Add(submission.WindowTo);
        record.Add(submission.Received);
        record.Add(submission.Read);
        record.Add(submission.Loaded);
        record.Add(submission.Warned);
        record.Add(submission.Rules.Count);
        foreach (var rule in submission.Rules)
        {
            record.Add(rule.Rule);
            record.Add((int)rule.Severity);
            record.Add(rule.Issues);
        }
    }

    private static void Write(Record record, FoundEntities found)
    {
        record.Add(found.Agency);
        record.Add(found.Rule);
        record.Add((int)found.Severity);
        record.Add(found.Entities);
    }

    private static void Write(Record record, Arrival arrival)
    {
        record.Add(arrival.Agency);
        record.Add(arrival.WindowTo);
        record.Add(arrival.Received);
        record.Add((int)arrival.Verdict);
    }

    private static void Write(Record record, Extension extension)
    {
        record.Add(extension.Agency);
        record.Add(extension.Month);
        record.Add(extension.Closes);
    }

    private static void Write(Record record, FilledFields filled, int at, CurrentData current)
    {
        var entity = filled[at];
        record.Add(filled.Fields.Kind.Name());
        var (client, episode) = filled.Fields.Kind == EntityKind.Client
            ? (current.Clients[entity.Owner], null)
            : (current.Episodes[entity.Owner].Client, current.Episodes[entity.Owner]);
        record.Add(client.Agency);
        record.Add(client.ClientId);
        record.Add(episode?.EpisodeId);
        record.Add(entity.Since);
        foreach (var words in (ReadOnlySpan<int[]>)[filled.Sets[entity.Set], entity.Blank.ToArray(), entity.Dates.ToArray()])
        {
            foreach (var word in words)
                record.Add(word);
        }
    }

    private static void Write(Record record, CurrentClient client)
    {
        record.Add(client.Agency);
        record.Add(client.ClientId);
        record.Add(client.FirstInitial);
        record.Add(client.SurnameInitial);
        record.Add(client.DateOfBirth);
        record.Add(client.Sex);
        record.Add(client.Ethnic);
    }

    private static void Write(Record record, CurrentEpisode episode)
    {
        record.Add(episode.Client.Agency);
        record.Add(episode.Client.ClientId);
        record.Add(episode.EpisodeId);
        record.Add(episode.Referred);
        record.Add(episode.Triaged);
        record.Add(episode.Discharged);
        record.Add(episode.DischargeReason);
        record.Add(episode.Partnership);
        record.Add(episode.Pct);
        record.Add(episode.Drug1);
        record.Add(episode.Drug2);
        record.Add(episode.Drug3);
        record.Add(episode.ReferralSource);
        record.Add(episode.PreviouslyTreated);
        record.Add(episode.Accommodation);
        record.Add(episode.ParentalStatus);
        record.Add(episode.ChildrenLivingWith);
        record.Add(episode.InjectingStatus);
        record.Add(episode.Employment);
        record.Add(episode.HepatitisB);
        record.Add(episode.HepatitisBVaccinations);
        record.Add(episode.HepatitisCTested);
        record.Add(episode.HepatitisCTestDate);
        record.Add(episode.TopCoordinator);
        foreach (var (header, answer) in (episode.YoungPerson ?? EmptyAnswers).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            record.Add(header);
            record.Add(answer);
        }

        record.Add(episode.Modalities.Count);
        foreach (var modality in InOrder(episode.Modalities, m => m.ModalityId))
            Write(record, modality);
        record.Add(episode.Tops.Count);
        foreach (var top in InOrder(episode.Tops, t => t.TopId))
            Write(record, top);
    }

    private static readonly Dictionary<string, string> EmptyAnswers = [];

    private static IEnumerable<T> InOrder<T>(IReadOnlyList<T> children, Func<T, string> id) =>
        children.Count < 2 ? children : children.OrderBy(id, StringComparer.Ordinal);

    private static void Write(Record record, CurrentModality modality)
    {
        record.Add(modality.ModalityId);
        record.Add(modality.Modality);
        record.Add(modality.Referred);
        record.Add(modality.FirstAppointmentOffered);
        record.Add(modality.Started);
        record.Add(modality.Ended);
    }

    private static void Write(Record record, CurrentTop top)
    {
        record.Add(top.TopId);
        record.Add(top.Date);
        record.Add(top.Stage);
        record.Add(top.Empty);
        record.Add(top.Alcohol);
        record.Add(top.Opiates);
        record.Add(top.Crack);
        record.Add(top.Cocaine);
        record.Add(top.Amphetamines);
        record.Add(top.Cannabis);
        record.Add(top.Injecting);
        record.Add(top.PsychologicalHealth);
        record.Add(top.PhysicalHealth);
        record.Add(top.QualityOfLife);
        record.Add(top.PaidWork);
        record.Add(top.Education);
        record.Add(top.AcuteHousingProblem);
        record.Add(top.RiskOfEviction);
    }

    /// <summary>Values one after another, each with its length or a mark that it is blank, so that none can run into the next.</summary>
    private sealed class Record
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(1024);

        public void Clear() => _bytes.ResetWrittenCount();

        public UInt128 Hash()
        {
            Span<byte> digest = stackalloc byte[32];
            SHA256.HashData(_bytes.WrittenSpan, digest);
            return BinaryPrimitives.ReadUInt128LittleEndian(digest);
        }

        public void Add(string? text)
        {
            Add(text is null ? -1 : Encoding.UTF8.GetByteCount(text));
            if (text is not null)
                Encoding.UTF8.GetBytes(text, _bytes);
        }

        public void Add(DateOnly? day) => Add(day?.DayNumber ?? -1);

        public void Add(bool? answer) => Add(answer switch { null => -1, false => 0, true => 1 });

        public void Add(int? number)
        {
            Add(number is null ? 0 : 1);
            Add(number ?? 0);
        }

        public void Add(long number)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), number);
            _bytes.Advance(8);
        }

        public void Add(int number)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(4), number);
            _bytes.Advance(4);
        }
    }
}
