using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Ndtms.Core.Current;
using Ndtms.Core.Records;

namespace Ndtms.Storage;

/// <summary>The keys of a deployment, kept in a folder of their own and never in the database: the key of person and client hashes, the key
/// from which published numbers are drawn, and the keys that encrypt raw files.</summary>
public sealed class Secrets
{
    private const string HashKeyName = "hash.key";
    private const string PublicationKeyName = "publication.key";

    private static readonly string[] KeyNames = [$"{HashKeyName}*", $"{PublicationKeyName}*", "key-*.xml", "refusals.csv"];

    private readonly byte[] _hashKey;
    private readonly Lazy<IDataProtector> _rawFiles;

    /// <param name="folder">Where the keys are; created, for its owner only, where it is missing.</param>
    /// <exception cref="StorageException">The folder cannot be used.</exception>
    public Secrets(string folder)
    {
        Folder = folder;
        try
        {
            var directory = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(folder)
                : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            _hashKey = KeyOf(Path.Combine(folder, HashKeyName));
            // Made where it is missing: what was drawn from a lost one is kept with the snapshots.
            PublicationKey = new PublicationKey(KeyOf(Path.Combine(folder, PublicationKeyName)));
            _rawFiles = new Lazy<IDataProtector>(() => DataProtectionProvider.Create(directory, options => options.SetApplicationName("ndtms"))
                .CreateProtector("raw-file"));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StorageException($"The folder of keys {folder} cannot be used: check its rights.", e);
        }
    }

    /// <summary>Where they are.</summary>
    public string Folder { get; }

    /// <summary>The key from which published numbers are drawn (Definitions/measures.md, Publication).</summary>
    public PublicationKey PublicationKey { get; }

    /// <summary>Whether a file is one of the keys in a folder of keys, or the journal of refusals that is kept with them.</summary>
    public static bool IsKey(string path) => Path.GetDirectoryName(path) is { } folder && File.Exists(Path.Combine(folder, HashKeyName))
        && Path.GetFileName(path) is var name && KeyNames.Any(key => FileSystemName.MatchesSimpleExpression(key, name));

    /// <summary>The keys of a database. New ones are made only for a database that was never used with others: with new keys a refusal would not
    /// be found again, and no stored file could be read.</summary>
    /// <exception cref="StorageException">The database is used with keys that are not in the folder, or the folder cannot be used.</exception>
    public static Secrets Of(Database database, string folder)
    {
        var used = Fingerprint(database);
        if (used is not null && !File.Exists(Path.Combine(folder, HashKeyName)))
        {
            throw new StorageException(
                $"The keys of the database {database.Name} are not in the folder {folder}; name their folder, or put it back from a backup.");
        }

        var secrets = new Secrets(folder);
        if (used is null)
        {
            // Of several who open a new database at once, the first decides.
            database.WriteAlone(null, connection => connection.Execute(
                "INSERT INTO installation (id, key_fingerprint) SELECT 1, @mine WHERE NOT EXISTS (SELECT 1 FROM installation)",
                new { mine = secrets.OwnFingerprint }));
            used = Fingerprint(database);
        }

        return used == secrets.OwnFingerprint
            ? secrets
            : throw new StorageException(
                $"The keys in the folder {folder} are not those of the database {database.Name}; name the folder of its keys, or put it back from a backup.");
    }

    /// <summary>A client's keyed hash, HMAC-SHA-256 of agency and CLIENTID in hexadecimal: by it refusals and audits name a client.</summary>
    public string ClientHash(string agency, string clientId) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes($"client\0{agency}\0{clientId}")));

    /// <summary>The keyed hash of the form of a CLIENTID (<see cref="ClientIdForm"/>), in hexadecimal. Empty where it has none.</summary>
    public string FormHash(string agency, string clientId) => ClientIdForm.Of(clientId) is { } form
        ? Convert.ToHexStringLower(HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes($"form\0{agency}\0{form}")))
        : "";

    /// <summary>A client who refuses, by keyed hashes.</summary>
    internal RefusedClient Refusing(string agency, string clientId) => new(ClientHash(agency, clientId), FormHash(agency, clientId));

    /// <summary>A person's keyed hash, HMAC-SHA-256 of the attributors in hexadecimal: what is shown of a person.</summary>
    public string PersonHash(Attributors person) => Convert.ToHexStringLower(HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"person\0{person.FirstInitial}\0{person.SurnameInitial}\0{person.DateOfBirth:yyyy-MM-dd}\0{person.Sex}"))));

    /// <summary>A keyed hash of what linkage compares of a client, by which it is noticed that it has changed.</summary>
    internal string ComparedHash(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes($"compared\0{text}")))[..ShownDigits];

    /// <summary>How many digits of a keyed hash are shown where people only have to be distinguished: enough for that, not enough to find
    /// them by.</summary>
    internal const int ShownDigits = 16;

    /// <summary>The digits of <see cref="PersonHash"/> by which screens, files and analysts' tables tell a client's person apart from
    /// others.</summary>
    public string ShownPersonHash(CurrentClient client) =>
        PersonHash(new Attributors(client.FirstInitial, client.SurnameInitial, client.DateOfBirth, client.Sex))[..ShownDigits];

    /// <summary>The keyed hash, HMAC-SHA-256 in hexadecimal, of something else than a client or person.</summary>
    /// <param name="purpose">What it is for; hashes of one purpose say nothing about those of another.</param>
    /// <param name="content">What is hashed.</param>
    internal string KeyedHash(string purpose, string content) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_hashKey, Encoding.UTF8.GetBytes($"{purpose}\0{content}")));

    /// <summary>Encrypts a short text, such as the key of an authenticator app.</summary>
    /// <param name="purpose">What it is for; a text of one purpose cannot be read as one of another.</param>
    /// <param name="text">The text.</param>
    public string Seal(string purpose, string text) => Convert.ToBase64String(_rawFiles.Value.CreateProtector(purpose).Protect(Encoding.UTF8.GetBytes(text)));

    /// <summary>Reads a text that <see cref="Seal"/> encrypted.</summary>
    /// <exception cref="StorageException">Its key is not in the folder of keys.</exception>
    public string Unseal(string purpose, string text)
    {
        try
        {
            return Encoding.UTF8.GetString(_rawFiles.Value.CreateProtector(purpose).Unprotect(Convert.FromBase64String(text)));
        }
        catch (CryptographicException e)
        {
            throw new StorageException("A secret of an account cannot be decrypted: its key is not in the folder of keys. Put the folder back.", e) { IsUnavailable = false };
        }
    }

    internal byte[] Protect(byte[] content) => _rawFiles.Value.Protect(content);

    internal byte[] Unprotect(byte[] content)
    {
        try
        {
            return _rawFiles.Value.Unprotect(content);
        }
        catch (CryptographicException e)
        {
            throw new StorageException("A stored file cannot be decrypted: its key is not in the folder of keys. Put the folder back.", e) { IsUnavailable = false };
        }
    }

    /// <summary>By which keys are recognised; it says nothing about them.</summary>
    private string OwnFingerprint => Convert.ToHexStringLower(HMACSHA256.HashData(_hashKey, "fingerprint"u8));

    private static string? Fingerprint(Database database) =>
        database.Read(connection => connection.ExecuteScalar<string?>("SELECT key_fingerprint FROM installation WHERE id = 1"));

    private static byte[] KeyOf(string path)
    {
        if (!File.Exists(path))
        {
            // Written under another name first: two processes that start at once end with the same key.
            var fresh = $"{path}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(fresh, options))
                file.Write(RandomNumberGenerator.GetBytes(32));
            try
            {
                File.Move(fresh, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(fresh);
            }
        }

        return File.ReadAllBytes(path) is { Length: 32 } key
            ? key
            : throw new StorageException($"The key {path} is damaged; put the folder of keys back from a backup.");
    }
}
