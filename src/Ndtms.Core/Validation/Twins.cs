using System.Runtime.InteropServices;
using System.Text;
using Ndtms.Core.Records;

namespace Ndtms.Core.Validation;

/// <summary>Clients of a file with equal attributors, who count as one person (rule CLIENT-09). Only a few bytes of each client are kept, for
/// a twin can be in any part of the file.</summary>
internal sealed class Twins
{
    /// <summary>So many clients of one person are put together: more of one file are no human being, and could be too many for memory.</summary>
    private const int MostTogether = 10_000;

    private readonly List<ulong> _attributors = [];
    private readonly List<int> _lines = [];
    private readonly List<int> _ends = [];
    private readonly List<bool> _rejected = [];
    private readonly List<byte> _ids = [];

    /// <summary>Notes the clients of a part, once they are judged: the values that are used count.</summary>
    public void Add(Content content)
    {
        Span<byte> id = stackalloc byte[256];
        foreach (var client in content.Clients)
        {
            if (client.PackedAttributors is not { } packed)
                continue;
            _attributors.Add(packed);
            _lines.Add(client.Line);
            _rejected.Add(client.Rejected || client.Episodes.Any(e => e.Rejected || e.Children.Any(c => c.Rejected)));
            if (Encoding.UTF8.TryGetBytes(client.Key, id, out var length))
                _ids.AddRange(id[..length]);
            else
                _ids.AddRange(Encoding.UTF8.GetBytes(client.Key));
            _ends.Add(_ids.Count);
        }
    }

    /// <summary>Adds an issue for each client who has a twin.</summary>
    public void Judge(IssueList issues)
    {
        const string rule = "CLIENT-09";
        foreach (var twins in Groups())
        {
            foreach (var client in twins)
            {
                if (!issues.Lists(rule, _lines[client]))
                {
                    issues.Count(rule, Severity.Notice, "CLIENTID", [_lines[client]], null);
                    continue;
                }

                var id = IdOf(client);
                issues.Add(new Issue(rule, Severity.Notice, "client")
                {
                    Lines = [_lines[client]],
                    ClientId = id,
                    Column = "CLIENTID",
                    Value = id,
                    Details = [new("others", InMessage.List(twins.Where(c => c != client).Select(IdOf), twins.Length - 1))],
                });
            }
        }
    }

    /// <summary>Divides the file so that twins of whom one is rejected, or has something that is, are in one part: whom rejected records keep
    /// out of figures is told by person. Beyond <see cref="MostTogether"/> clients of a person, that person can be counted more than once.</summary>
    public Division Together(int parts)
    {
        var together = new Dictionary<ulong, int>();
        var clients = new int[parts];
        foreach (var twins in Groups().Where(g => g.Any(c => _rejected[c])))
        {
            var part = Array.IndexOf(clients, clients.Min());
            var few = twins.AsSpan(0, Math.Min(twins.Length, MostTogether));
            clients[part] += few.Length;
            foreach (var client in few)
                together[Division.HashOf(IdOf(client))] = part;
        }

        return new Division(parts, together);
    }

    /// <summary>The clients of each person that has several, in the order of the file.</summary>
    private IEnumerable<int[]> Groups()
    {
        var attributors = _attributors.ToArray();
        var clients = Enumerable.Range(0, attributors.Length).ToArray();
        Array.Sort(attributors, clients);
        for (int from = 0, to; from < clients.Length; from = to)
        {
            for (to = from + 1; to < clients.Length && attributors[to] == attributors[from];)
                to++;
            if (to == from + 1)
                continue;
            var twins = clients[from..to];
            Array.Sort(twins, (a, b) => _lines[a].CompareTo(_lines[b]));
            yield return twins;
        }
    }

    private string IdOf(int client)
    {
        var start = client == 0 ? 0 : _ends[client - 1];
        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_ids)[start.._ends[client]]);
    }
}
