using System.Text.RegularExpressions;

namespace Ndtms.Application.Accounts;

/// <summary>Which passwords are taken (NIST 800-63B): long ones of any characters, but for those that are tried first.</summary>
public static partial class Passwords
{
    /// <summary>The fewest characters.</summary>
    public const int Least = 12;

    /// <summary>The most characters.</summary>
    public const int Most = 128;

    // Words that passwords are most often made of. Twelve characters are reached by joining, repeating or numbering them.
    private static readonly string[] Common =
    [
        "password", "passwort", "passw", "pass", "word", "passphrase", "secret", "letmein", "welcome", "admin", "administrator", "login", "user", "username", "guest",
        "test", "testing", "default", "changeme", "change", "access", "master", "root", "hello", "iloveyou", "love", "lovely", "sunshine", "princess", "dragon",
        "monkey", "football", "baseball", "basketball", "soccer", "hockey", "superman", "batman", "spiderman", "starwars", "pokemon", "shadow", "michael",
        "jennifer", "jessica", "charlie", "daniel", "thomas", "jordan", "george", "andrew", "ashley", "nicole", "joshua", "matthew", "anthony", "william", "robert",
        "liverpool", "arsenal", "chelsea", "manchester", "united", "everton", "rangers", "celtic", "england", "london", "scotland", "wales", "britain",
        "summer", "winter", "spring", "autumn", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
        "april", "may", "june", "july", "august", "september", "october", "november", "december", "computer", "internet", "security", "secure", "office", "microsoft",
        "windows", "google", "samsung", "freedom", "whatever", "trustno", "killer", "cheese", "chocolate", "banana", "orange", "apple", "flower", "butterfly",
        "diamond", "purple", "yellow", "silver", "golden", "ginger", "tigger", "buster", "maggie", "pepper", "cookie", "happy", "lucky", "angel", "baby", "babygirl",
        "mother", "father", "family", "forever", "money", "number", "one", "two", "three", "four", "five", "this", "that", "is", "my", "the", "new", "good", "best",
        "correct", "horse", "battery", "staple",
    ];

    // Words that anybody would think of here.
    private static readonly string[] OfTheService =
    [
        "ndtms", "nta", "nhs", "drug", "drugs", "treatment", "treatmentstatistics", "statistics", "statistic", "national", "monitoring", "system", "agency", "agencies",
        "partnership", "provider", "recovery", "clinic", "health", "service", "episode", "client", "triage", "methadone",
    ];

    private static readonly string[] Keyboard = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p"];

    private static readonly string[] Words = [.. Common.Concat(OfTheService).OrderByDescending(w => w.Length)];

    /// <summary>What is wrong with a password; null: nothing.</summary>
    /// <param name="password">The password.</param>
    /// <param name="email">The address of its account.</param>
    public static string? Fault(string password, string email)
    {
        if (password.Length < Least)
            return $"Password must be at least {Least} characters";
        if (password.Length > Most)
            return $"Password must be at most {Most} characters";
        var flat = password.ToLowerInvariant();
        var name = email.Split('@')[0].ToLowerInvariant();
        if ((name.Length > 3 && flat.Contains(name, StringComparison.Ordinal)) || flat.Contains(email.ToLowerInvariant(), StringComparison.Ordinal)
            || flat.Contains("ndtms", StringComparison.Ordinal) || Letters().Replace(flat, "").Contains("drugtreatmentstatistics", StringComparison.Ordinal))
            return "Password must not contain your e-mail address or the name of this service";
        return IsCommon(flat) ? "Choose a password that is harder to guess: this one is on a list of common passwords" : null;
    }

    /// <summary>Whether a password is made of nothing but what is tried first: one or two common words, runs of keys, one part again and again,
    /// with numbers and marks around them.</summary>
    private static bool IsCommon(string password)
    {
        var text = Undisguised(password);
        return IsRepeated(password) || Rest(text) is { Words: <= 2, Left: <= 3 } || Rest(password) is { Words: <= 2, Left: <= 3 };
    }

    /// <summary>Takes out common words, runs of keys, years and marks.</summary>
    /// <returns>How many words there were, and how many letters are left.</returns>
    private static (int Words, int Left) Rest(string text)
    {
        var words = 0;
        foreach (var word in Words.Where(w => w.Length > 2))
        {
            for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, StringComparison.Ordinal))
            {
                text = text.Remove(at, word.Length).Insert(at, " ");
                words++;
            }
        }

        // Runs of at least four neighbouring keys, forwards or backwards.
        foreach (var row in Keyboard.Concat(Keyboard.Select(r => new string([.. r.Reverse()]))))
        {
            for (var length = row.Length; length >= 4; length--)
            {
                for (var from = 0; from + length <= row.Length; from++)
                    text = text.Replace(row.Substring(from, length), " ", StringComparison.Ordinal);
            }
        }

        return (words, text.Count(char.IsLetter));
    }

    private static bool IsRepeated(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
        {
            if (Enumerable.Range(length, text.Length - length).All(i => text[i] == text[i - length]))
                return true;
        }

        return false;
    }

    private static string Undisguised(string text) => string.Concat(text.Select(c => c switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    }));

    [GeneratedRegex("[^a-z]")]
    private static partial Regex Letters();
}
