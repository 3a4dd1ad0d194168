namespace Ndtms.Portal;

internal static class Placeholder;
