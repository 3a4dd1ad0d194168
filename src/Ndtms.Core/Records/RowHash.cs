using System.Security.Cryptography;
using System.Text;

namespace Ndtms.Core.Records;

/// <summary>A hash of what an entity's rows say: equal for equal content, whatever the order of rows, columns or children. By it the
/// changes of a submission are counted, and a warning that was confirmed is known again.</summary>
public static class RowHash
{
    /// <summary>The hash of a client's own fields, or of an episode with its children that no rule rejects, 128 bits in
    /// hexadecimal.</summary>
    public static string Of(Entity entity)
    {
        var text = new StringBuilder();
        Add(text, entity);
        if (entity is Episode episode)
        {
            foreach (var child in episode.Children.Where(c => !c.Rejected).OrderBy(c => c.Kind).ThenBy(c => c.Key, StringComparer.Ordinal))
                Add(text, child);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private static void Add(StringBuilder text, Entity entity)
    {
        text.Append(entity.Kind).Append('\n').Append(entity.Key).Append('\n');
        foreach (var field in entity.Layout.ByHeader)
        {
            if (entity[field] is { IsGiven: true })
                text.Append(field.Header).Append('=').Append(entity.Show(field).Replace("\n", "\n ", StringComparison.Ordinal)).Append('\n');
        }
    }
}
