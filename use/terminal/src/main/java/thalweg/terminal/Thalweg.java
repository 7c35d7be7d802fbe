package thalweg.terminal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thalweg.algebra.machine.Machine;
import thalweg.calculus.function.FormulaException;

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
      "  jdk         Print where the Java that is used lies.",
      "",
      "Examples:",
      "  thalweg derivative '0.01*x^2 + 0.1*x' --at 5,10 --picture tangents.png",
      "  thalweg gradient 'x0^2 + x1^2' --at 3,4",
      "  thalweg descend 'x0^2 + x1^2' --from -3,4 --compare 0.1,1e-10,10 --picture paths.png",
      "  thalweg fit 'a*exp(-k*x) + c' --data points.csv --picture fit.png",
      "  thalweg train",
      "  thalweg predict thalweg-model.safetensors --data digits --limit 10",
      "  thalweg --install",
      "",
      "thalweg help VERB tells more. Exit codes: 0 done, 1 failure, 2 wrong usage,",
      "3 diverged (NaN or infinite), 4 bad input file, 5 a check failed, 6 training ended but",
      "learnt nothing, 130 interrupted after saving (143 by SIGTERM, 129 by SIGHUP)."
    })
public final class Thalweg implements Callable<Integer> {
  /// Verbs whose first argument is a formula, which may begin with a minus.
  private static final Set<String> FORMULA_VERBS =
      Set.of("derivative", "gradient", "descend", "fit", "solve");

  @Spec private CommandSpec spec;

  @Option(
      names = "--install",
      description =
          "Put a link to this command on the PATH, with completion for bash, zsh and fish and pages"
              + " of the manual.")
  private boolean install;

  @Option(names = "--uninstall", description = "Take away what --install has put there.")
  private boolean uninstall;

  @Option(
      names = "--prefix",
      paramLabel = "FOLDER",
      description = "Where --install puts bin and share. Default: ~/.local.")
  private @Nullable Path prefix;

  private final Output output;

  @SuppressWarnings("NullAway.Init") // picocli fills the field marked @Spec
  Thalweg(Output output) {
    this.output = output;
  }

  /// Runs the command and ends the process with its exit code.
  ///
  /// @param arguments as the shell split them
  public static void main(String[] arguments) {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    Output output = Output.ofProcess();
    // A training listens from the first moment on, tenths of a second before the verb is called.
    boolean trains = arguments.length > 0 && arguments[0].equals("train");
    Interrupts early = trains ? new Interrupts(output) : null;
    System.exit(run(output, early, arguments));
  }

  /// Runs the command in this process and returns its exit code.
  static int run(Output output, String... arguments) {
    return run(output, null, arguments);
  }

  private static int run(Output output, @Nullable Interrupts early, String... arguments) {
    // Numbers are written with a point and the same everywhere.
    Locale.setDefault(Locale.ROOT);
    CommandLine line = new CommandLine(new Thalweg(output));
    SequencedMap<String, Supplier<Callable<Integer>>> verbs = verbs(output, early);
    // Reading what all verbs can be told takes longer than many an answer.
    String said = arguments.length > 0 ? arguments[0] : "";
    boolean isOne = verbs.containsKey(said) && !said.equals("help");
    add(line, verbs, isOne ? Set.of(said) : verbs.keySet());
    line.setOut(output.pages())
        .setErr(output.errors())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(output.hasColour() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(100)
        .setExpandAtFiles(false) // a word that begins with @ is what it is
        .setParameterExceptionHandler(
            (wrong, given) -> {
              add(line, verbs, verbs.keySet()); // which of them has what was meant
              output.error(WrongUsage.words(wrong, given));
              return ExitCode.USAGE;
            })
        .setExecutionExceptionHandler((thrown, verb, _) -> answer(output, verb, thrown));
    pasteable(line.getCommandSpec());
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

  /// Returns the verbs in the order of the road.
  private static SequencedMap<String, Supplier<Callable<Integer>>> verbs(
      Output output, @Nullable Interrupts early) {
    SequencedMap<String, Supplier<Callable<Integer>>> verbs = new LinkedHashMap<>();
    verbs.put("derivative", () -> new DerivativeVerb(output));
    verbs.put("gradient", () -> new GradientVerb(output));
    verbs.put("descend", () -> new DescendVerb(output));
    verbs.put("fit", () -> new FitVerb(output));
    verbs.put("solve", () -> new SolveVerb(output));
    verbs.put("train", () -> new TrainVerb(output, early));
    verbs.put("tune", () -> new TuneVerb(output));
    verbs.put("predict", () -> new PredictVerb(output));
    verbs.put("evaluate", () -> new EvaluateVerb(output));
    verbs.put("summary", () -> new SummaryVerb(output));
    verbs.put("export", () -> new ExportVerb(output));
    verbs.put("import", () -> new ImportVerb(output));
    verbs.put("studio", () -> new StudioVerb(output));
    verbs.put("replay", () -> new ReplayVerb(output));
    verbs.put("runs", () -> new RunsVerb(output));
    verbs.put("check", () -> new CheckVerb(output));
    verbs.put("digits", () -> new DigitsVerb(output));
    verbs.put("help", () -> new HelpVerb(output));
    return verbs;
  }

  /// Adds verbs that the command is without yet.
  private static void add(
      CommandLine line,
      SequencedMap<String, Supplier<Callable<Integer>>> verbs,
      Set<String> wanted) {
    verbs.forEach(
        (verb, made) -> {
          if (wanted.contains(verb) && !line.getSubcommands().containsKey(verb)) {
            CommandLine read = new CommandLine(made.get());
            if (verb.equals("predict") || verb.equals("evaluate")) {
              PictureOptions.leaveToModel(read.getCommandSpec());
            }
            if (verb.equals("digits")) {
              FigureOptions.withoutRanges(read.getCommandSpec());
            }
            pasteable(read.getCommandSpec());
            line.addSubcommand(verb, read);
          }
        });
  }

  /// Has the lines of help that begin with the command begin as it was called.
  private static void pasteable(CommandSpec spec) {
    String called = Matcher.quoteReplacement(Shell.command());
    spec.usageMessage()
        .footer(
            Arrays.stream(spec.usageMessage().footer())
                .map(line -> line.replaceFirst("^( *)thalweg ", "$1" + called + " "))
                .toArray(String[]::new));
  }

  @Override
  public Integer call() throws IOException {
    if (install || uninstall) {
      installation().forEach(output::result);
      return ExitCode.OK;
    }
    if (prefix != null) {
      throw Failure.usage("--prefix goes with --install or --uninstall.");
    }
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private List<String> installation() throws IOException {
    if (install && uninstall) {
      throw Failure.usage("--install and --uninstall exclude each other.");
    }
    String script = System.getProperty("thalweg.script");
    if (script == null) {
      throw Failure.usage("--install and --uninstall are for the script thalweg.");
    }
    if (prefix != null && prefix.toString().isEmpty()) {
      throw Failure.usage("--prefix is empty; name the folder that bin and share lie in.");
    }
    Path below = prefix == null ? Path.of(System.getProperty("user.home"), ".local") : prefix;
    Installation there = new Installation(Path.of(script), below.toAbsolutePath().normalize());
    return install ? there.write(spec.commandLine()) : there.remove(spec.commandLine());
  }

  /// Moves formulas of which one begins with a minus to the end, after `--`, where it is not taken
  /// for an option.
  private static String[] formulaLast(String... arguments) {
    int end = 1; // of the formulas
    boolean isSigned = false;
    while (end < arguments.length && !arguments[end].matches("--.*|-[hq]")) {
      isSigned |= arguments[end].startsWith("-");
      end++;
    }
    if (!isSigned || !FORMULA_VERBS.contains(arguments[0])) {
      return arguments;
    }
    List<String> moved = new ArrayList<>(List.of(arguments));
    List<String> formulas = moved.subList(1, end);
    List<String> last = List.copyOf(formulas);
    formulas.clear();
    moved.add("--");
    moved.addAll(last);
    return moved.toArray(String[]::new);
  }

  private static int answer(Output output, CommandLine verb, Exception thrown) {
    OptionSpec asked = verb.getCommandSpec().findOption("--debug"); // the command itself has none
    if (asked != null && asked.getValue() instanceof Boolean debug && debug) {
      output.stackTrace(thrown);
    }
    return switch (thrown) {
      case Failure failure -> {
        output.error(named(verb, failure.getMessage()));
        yield failure.exitCode();
      }
      case FormulaException misspelt -> { // with a line that points at the column
        output.error(("thalweg: " + misspelt.getMessage()).lines().toList());
        yield ExitCode.USAGE;
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
