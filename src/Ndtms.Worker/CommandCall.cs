using Ndtms.Application;
using Ndtms.Application.Access;

namespace Ndtms.Worker;

/// <summary>How commands call use cases: as the operator of the installation.</summary>
internal static class CommandCall
{
    /// <summary>Carries out a request for whoever runs the command, with its progress on the terminal.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="useCase">The use case.</param>
    /// <param name="request">The request.</param>
    /// <param name="line">The line that tells of an item that has just been finished (<see cref="Progress.Finished"/>); null: none.</param>
    /// <param name="cancellation">Start nothing new.</param>
    /// <inheritdoc cref="UseCase{TRequest,TResult}.Run" path="/exception"/>
    public static TResult Call<TRequest, TResult>(
        this Terminal terminal, UseCase<TRequest, TResult> useCase, TRequest request, Func<object, string?>? line = null,
        CancellationToken cancellation = default) =>
        terminal.Following(line, progress => useCase.Run(Principal.Operator(Environment.UserName), request, progress, cancellation));
}
