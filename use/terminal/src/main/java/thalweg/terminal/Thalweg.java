package thalweg.terminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import thalweg.algebra.kernel.Machine;

/// The command `thalweg VERB …`; its verbs are the spine's words.
@Command(
    name = "thalweg",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "VERB",
    description = {
      "From the difference quotient to a trained network:",
      "function, derivative, gradient, descent, network, training."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nVerbs:%n",
    footer = {
      "  run         Run a single-file Java program with the library: thalweg run FILE.java",
      "  shell       Open a Java shell with the library imported.",
      "",
      "Examples:",
      "  thalweg derivative '0.01*x^2 + 0.1*x' --at 5,10 --picture tangents.png",
      "  thalweg gradient 'x0^2 + x1^2' --at 3,4",
      "  thalweg descend 'x0^2 + x1^2' --from -3,4 --compare 0.1,1e-10,10 --picture paths.png",
      "  thalweg train",
      "  thalweg predict thalweg-model.safetensors --data digits --limit 10",
      "",
      "thalweg VERB --help tells more. Exit codes: 0 done, 1 failure, 2 wrong usage,",
      "3 diverged (NaN or infinite), 4 bad input file, 5 a check failed, 130 interrupted",
      "after saving."
    })
public final class Thalweg implements Callable<Integer> {
  /// Verbs whose first argument is a formula, which may begin with a minus.
  private static final Set<String> FORMULA_VERBS = Set.of("derivative", "gradient", "descend");

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the field marked @Spec
  Thalweg() {}

  /// Runs the command and ends the process with its exit code.
  ///
  /// @param arguments as the shell split them
  public static void main(String[] arguments) {
    // Numbers are written with a point and the same everywhere.
    Locale.setDefault(Locale.ROOT);
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    System.exit(run(Output.ofProcess(), arguments));
  }

  /// Runs the command in this process and returns its exit code.
  static int run(Output output, String... arguments) {
    CommandLine line =
        new CommandLine(new Thalweg())
            .addSubcommand(new DerivativeVerb(output))
            .addSubcommand(new GradientVerb(output))
            .addSubcommand(new DescendVerb(output))
            .addSubcommand(new TrainVerb(output))
            .addSubcommand(new PredictVerb(output))
            .addSubcommand(new CheckVerb(output))
            .addSubcommand(new DigitsVerb(output))
            .setOut(output.pages())
            .setErr(output.errors())
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(output.hasColour() ? Ansi.ON : Ansi.OFF))
            .setUsageHelpWidth(100)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(
                (wrong, _) -> {
                  output.error(words(wrong));
                  return ExitCode.USAGE;
                })
            .setExecutionExceptionHandler((thrown, verb, _) -> answer(output, verb, thrown));
    try {
      Machine.requireSoundJava();
      return output.ended(line.execute(formulaLast(arguments)));
    } catch (UnsupportedOperationException refused) { // thrown in a verb, it is answered there
      output.error("thalweg: " + refused.getMessage());
      return ExitCode.FAILURE;
    } catch (LinkageError refused) { // a system property that is read when a class is first touched
      Throwable cause = refused;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      output.error("thalweg: " + cause.getMessage());
      return ExitCode.USAGE;
    } catch (OutOfMemoryError exhausted) {
      output.error(
          "thalweg: the memory of "
              + Runtime.getRuntime().maxMemory() / (1 << 20)
              + " MB is exhausted; use less data or a smaller batch, or set"
              + " THALWEG_JAVA_OPTIONS=-Xmx4g.");
      return ExitCode.FAILURE;
    }
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a verb is missing");
  }

  /// Moves a formula that begins with a minus to the end, after `--`, where it is not taken for an
  /// option.
  private static String[] formulaLast(String... arguments) {
    boolean isFormula =
        arguments.length > 1
            && FORMULA_VERBS.contains(arguments[0])
            && arguments[1].matches("-[^-].*")
            && !arguments[1].matches("-[hq]");
    if (!isFormula) {
      return arguments;
    }
    List<String> moved = new ArrayList<>(List.of(arguments));
    String formula = moved.remove(1);
    moved.add("--");
    moved.add(formula);
    return moved.toArray(String[]::new);
  }

  private static String words(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    String verb = line.getCommandSpec().qualifiedName();
    StringBuilder words = new StringBuilder(verb).append(": ");
    words.append(String.valueOf(wrong.getMessage()).replace("\n", " "));
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      words.append("; did you mean ").append(String.join(" or ", unmatched.getSuggestions()));
      words.append("?");
    } else {
      words.append(".");
    }
    return words.append(" See ").append(verb).append(" --help.").toString();
  }

  private static int answer(Output output, CommandLine verb, Exception thrown) {
    if (verb.getCommandSpec().findOption("--debug").getValue() instanceof Boolean debug && debug) {
      output.stackTrace(thrown);
    }
    return switch (thrown) {
      case Failure failure -> {
        output.error(named(verb, failure.getMessage()));
        yield failure.exitCode();
      }
      // The rooms' own words for what they were given.
      case IllegalArgumentException refused -> {
        output.error("thalweg: " + refused.getMessage());
        yield ExitCode.USAGE;
      }
      case IOException io -> {
        output.error(named(verb, Failure.words(io)));
        yield ExitCode.FAILURE;
      }
      default -> {
        output.error(
            named(
                verb,
                "something unforeseen went wrong: "
                    + thrown
                    + "; run it again with --debug for the stack trace."));
        yield ExitCode.FAILURE;
      }
    };
  }

  private static String named(CommandLine verb, @Nullable String message) {
    return verb.getCommandSpec().qualifiedName() + ": " + message;
  }
}
