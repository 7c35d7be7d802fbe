package thalweg.terminal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `thalweg help`: what the command can do, or one of its verbs.
@Command(
    name = "help",
    description = "Show what the command can do, or one of its verbs.",
    footer = {"", "Examples:", "  thalweg help", "  thalweg help train"})
final class HelpVerb implements Callable<Integer> {
  private final Output output;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private Shared shared = new Shared();

  @Parameters(arity = "0..1", paramLabel = "VERB", description = "Which verb.")
  private @Nullable String verb;

  HelpVerb(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    output.with(shared);
    CommandSpec own = spec;
    CommandLine command = own == null ? null : own.commandLine().getParent();
    if (command == null) {
      throw new IllegalStateException("help belongs to a command");
    }
    CommandLine asked = verb == null ? command : command.getSubcommands().get(verb);
    if (asked == null) {
      throw Failure.usage(WrongUsage.verb(command, verb) + " See " + Shell.line("help") + ".");
    }
    asked.usage(output.pages());
    return ExitCode.OK;
  }
}
