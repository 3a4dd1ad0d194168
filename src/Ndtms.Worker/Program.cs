using Ndtms.Worker;

return NdtmsCommand.Run(args, Console.Out, Console.Error, TimeProvider.System);
