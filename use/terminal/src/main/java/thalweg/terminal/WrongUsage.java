package thalweg.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import thalweg.algebra.Quote;
import thalweg.calculus.function.Spelling;

/// Says in the command's words what is wrong with a line that was typed, and what was probably
/// meant: a verb or an option misspelt, one of another verb, or one as other programs call it.
final class WrongUsage {
  /// Verbs of the script that starts the command.
  private static final List<String> OF_THE_SCRIPT = List.of("run", "shell", "jdk");

  /// Words of other programs and libraries for our verbs.
  private static final Map<String, String> VERBS =
      inverted(
          "train: learn training teach",
          "fit: curve-fit curve_fit curvefit regress regression nls lm leastsq least-squares",
          "tune: search hyperparameters hyperparameter hyperparam hpo sweep automl autotune",
          "predict: infer inference eval evaluate test classify score prediction predictions apply",
          "descend: minimize minimise minimum optimize optimise descent maximize maximise ascend"
              + " gd",
          "solve: root roots zero zeros fsolve fzero brentq newton solver equation equations",
          "derivative: diff differentiate derive deriv slope derivatives tangent",
          "gradient: grad gradients partial partials jacobian hessian nabla",
          "check: gradcheck grad-check gradient-check verify validate",
          "export: onnx convert save-as to-onnx",
          "import: load read-onnx from-onnx",
          "digits: mnist dataset datasets digit",
          "help: usage man",
          "shell: jshell repl console",
          "run: exec java");

  /// Words of other programs and libraries for our options.
  private static final Map<String, String> OPTIONS =
      inverted(
          "--rate: lr learning-rate learningrate alpha eta eta0 step-size stepsize"
              + " learning-rate-init",
          "--batch: batch-size batchsize bs minibatch mini-batch b",
          "--epochs: num-epochs n-epochs nepochs nb-epoch max-epochs iterations iters max-iter"
              + " passes steps n e",
          "--steps: max-steps num-steps n-steps nsteps iterations iters max-iter maxiter niter n"
              + " epochs",
          "--rule: optimizer optimiser optim opt solver algorithm method",
          "--method: scheme differentiation formula mode",
          "--network: model layers hidden hidden-layers hidden-layer-sizes arch architecture units"
              + " sizes net nn",
          "--activation: act nonlinearity activation-function activations",
          "--initialisation: init initialization initializer initialiser kernel-initializer"
              + " weights",
          "--loss: criterion objective loss-function loss-fn cost",
          "--data: dataset input inputs csv file files train-data training-data data-dir data-path"
              + " path d i f",
          "--mlflow: tracking-uri tracking mlflow-uri mlflow-tracking-uri",
          "--mlflow-experiment: experiment experiment-name project",
          "--digits: precision prec significant-digits sig-figs decimals",
          "--save: output out model-out save-path save-model model-file checkpoint ckpt o",
          "--names: map mapping rename key-map",
          "--like: layout framework",
          "--resume: continue load load-model restore from-checkpoint warm-start initial-model",
          "--figure-size: figsize fig-size picture-size plot-size dimensions resolution size",
          "--title: caption heading suptitle",
          "--dark: dark-mode darkmode night theme black",
          "--transparent: no-background nobackground transparency",
          "--x-range: xlim xrange xlimits x-lim x-limits xlimit range",
          "--y-range: ylim yrange ylimits y-lim y-limits ylimit",
          "--arrows: quiver vectors",
          "--surface: 3d three-d mesh plot-surface wireframe",
          "--series: curves methods lines",
          "--picture: plot figure fig image png svg graph chart draw pic p",
          "--seed: random-state random-seed manual-seed rng s",
          "--threads: workers num-workers jobs n-jobs cores num-threads cpus j t",
          "--precision: dtype float-type type bits",
          "--from: x0 start initial init begin starting-point start-point initial-guess guess",
          "--start: p0 x0 initial init guess initial-guess from begin starting-point",
          "--subject-to: constraint constraints such-that st s.t. eq ineq constr",
          "--global: multistart multi-start starts restarts n-starts basin-hopping",
          "--predict: at evaluate-at new-data newdata",
          "--level: confidence alpha confidence-level",
          "--at: x x0 point points where p",
          "--weights: sigma weight w sample-weight",
          "--target: y response",
          "--values: maxfev max-nfev max-evaluations",
          "--tolerance: tol eps epsilon ftol gtol xtol atol",
          "--within: bounds range domain interval limits lower upper",
          "--ascend: maximize maximise max up ascent",
          "--compare: versus vs sweep grid",
          "--trials: n-trials num-trials max-trials samples",
          "--seconds: timeout time-limit max-seconds time budget",
          "--step: h dx delta eps epsilon step-size stepsize",
          "--difference-step: h dx delta fd-step finite-difference-step",
          "--relative-tolerance: rtol rel-tol relative",
          "--limit: n rows head first count max-rows",
          "--format: form output-format as",
          "--output: out o write predictions output-file",
          "--worst: errors mistakes misclassified top",
          "--balance: class-weight class-weights balanced weighted",
          "--train-rows: train-size n-train num-train samples subset rows limit",
          "--test-rows: test-size n-test num-test validation-split val-size",
          "--samples: n n-samples elements",
          "--sampling: shuffle sampler replacement",
          "--augment: augmentation augmentations transform transforms",
          "--size: image-size img-size resize",
          "--colour: color grayscale greyscale",
          "--skip-corrupt: ignore-errors skip-errors",
          "--gradient: grad gradients",
          "--order: nth derivative-order degree n",
          "--variables: vars var names variable",
          "--vector: simd width",
          "--hessian: second second-order curvature",
          "--field: window area region",
          "--export: output out dir folder save o",
          "--quiet: silent",
          "--debug: trace stacktrace stack-trace verbose v",
          "--version: v V",
          "--help: usage");

  private WrongUsage() {}

  /// Each of our words with those of others behind it, as a map from theirs to ours, joined by
  /// blanks where it may be one of several.
  private static Map<String, String> inverted(String... lines) {
    return Arrays.stream(lines)
        .flatMap(
            line -> {
              String ours = line.substring(0, line.indexOf(':'));
              return Arrays.stream(line.substring(line.indexOf(':') + 2).split(" ", -1))
                  .map(theirs -> Map.entry(theirs, ours));
            })
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one + " " + other));
  }

  /// Returns in one line what is wrong, and what to do.
  ///
  /// @param given all that was typed
  static String words(ParameterException wrong, String... given) {
    CommandLine line = wrong.getCommandLine();
    boolean isVerb = line.getParent() != null;
    String what =
        switch (wrong) {
          case UnmatchedArgumentException unmatched ->
              unmatched(line, unmatched.getUnmatched().getFirst());
          // What is missing was often given under another name.
          case MissingParameterException _ when !line.getUnmatchedArguments().isEmpty() ->
              unmatched(line, line.getUnmatchedArguments().getFirst());
          case MissingParameterException missing -> missing(missing.getMissing(), wrong, given);
          case OverwrittenOptionException twice ->
              name(twice.getOverwritten()) + " is given twice; give it once.";
          default -> value(wrong);
        };
    return line.getCommandSpec().qualifiedName()
        + ": "
        + what
        + " See "
        + (isVerb ? Shell.line("help", line.getCommandName()) : Shell.line("help"))
        + ".";
  }

  private static String unmatched(CommandLine line, String word) {
    CommandLine parent = line.getParent();
    boolean isOption = word.startsWith("-") && word.length() > 1;
    if (parent == null) {
      return isOption ? option(line, line, word) : verb(line, word);
    }
    return isOption ? option(line, parent, word) : argument(line, parent, word);
  }

  /// Returns that there is no such verb, and which was probably meant.
  static String verb(CommandLine command, @Nullable String word) {
    String typed = String.valueOf(word);
    List<String> known = new ArrayList<>(command.getSubcommands().keySet());
    known.addAll(OF_THE_SCRIPT);
    String lower = typed.toLowerCase(Locale.ROOT);
    Optional<String> meant =
        known.contains(lower)
            ? Optional.of(lower)
            : Optional.ofNullable(VERBS.get(lower))
                .filter(known::contains)
                .or(
                    () ->
                        lower.length() > Quote.LONGEST
                            ? Optional.empty()
                            : Spelling.nearest(lower, known));
    return "there is no verb "
        + Quote.of(typed)
        + meant.map(verb -> "; did you mean " + verb + "?").orElse("; there are " + list(known));
  }

  private static String list(List<String> words) {
    return String.join(", ", words) + ".";
  }

  /// @param line whose option it should have been
  /// @param command the command with all its verbs
  private static String option(CommandLine line, CommandLine command, String word) {
    String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    String bare = lower.replaceFirst("^-+", "");
    List<String> own = options(line);
    List<String> elsewhere = verbsWith(command, "--" + bare);
    Optional<String> meant =
        Stream.of(lower, "--" + bare)
            .filter(own::contains)
            .findFirst()
            .or(() -> synonym(bare, own))
            .or(() -> elsewhere.isEmpty() ? nearest(bare, own) : Optional.empty());
    String unknown = "there is no option " + Quote.of(name);
    if (meant.isPresent()) {
      return unknown + "; did you mean " + meant.get() + "?";
    }
    if (elsewhere.isEmpty()) {
      List<String> all =
          command.getSubcommands().values().stream()
              .flatMap(verb -> options(verb).stream())
              .distinct()
              .toList();
      Optional<String> other = synonym(bare, all).or(() -> nearest(bare, all));
      return unknown
          + other
              .map(
                  near ->
                      "; did you mean "
                          + near
                          + ", which "
                          + joined(verbsWith(command, near))
                          + " "
                          + has(verbsWith(command, near))
                          + "?")
              .orElse(
                  name.startsWith("--")
                      ? "."
                      : "; a file or a formula that begins with - is written after --, or a file as"
                          + " "
                          + Shell.quoted("./" + Quote.shown(name))
                          + ".");
    }
    return line.getParent() == null
        ? "the verb comes first, then its options: write "
            + joined(elsewhere).replace(" and ", " or ")
            + " before "
            + name
            + "."
        : unknown + " here; " + joined(elsewhere) + " " + has(elsewhere) + " it.";
  }

  private static String has(List<String> verbs) {
    return verbs.size() == 1 ? "has" : "have";
  }

  private static String joined(List<String> verbs) {
    return verbs.size() < 2
        ? String.join("", verbs)
        : String.join(", ", verbs.subList(0, verbs.size() - 1)) + " and " + verbs.getLast();
  }

  private static Optional<String> nearest(String bare, List<String> known) {
    return bare.length() > Quote.LONGEST // there is none, and it would take long to find
        ? Optional.empty()
        : Spelling.nearest("--" + bare, known).filter(near -> near.startsWith("--"));
  }

  private static Optional<String> synonym(String bare, List<String> known) {
    return Arrays.stream(OPTIONS.getOrDefault(bare, "").split(" ", -1))
        .filter(known::contains)
        .findFirst();
  }

  private static List<String> options(CommandLine line) {
    return line.getCommandSpec().options().stream()
        .filter(option -> !option.hidden()) // understood only to be refused
        .flatMap(option -> Arrays.stream(option.names()))
        .toList();
  }

  private static List<String> verbsWith(CommandLine command, String option) {
    return command.getSubcommands().entrySet().stream()
        .filter(verb -> options(verb.getValue()).contains(option))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String argument(CommandLine line, CommandLine command, String word) {
    String extra = Quote.of(word) + " is one too many";
    if (command.getSubcommands().containsKey(word)) {
      return extra + ": one verb at a time.";
    }
    if (word.isEmpty()) {
      return "an empty argument is one too many; leave it out.";
    }
    List<String> own = options(line);
    String option =
        own.contains("--data") ? "--data" : own.contains("--picture") ? "--picture" : "";
    boolean isPlace = word.contains("/") || word.contains(".") || word.equals("digits");
    return isPlace && !option.isEmpty() && line.getCommandSpec().positionalParameters().isEmpty()
        ? extra + "; did you mean " + option + " " + Shell.quoted(Quote.shown(word)) + "?"
        : extra + "; quote what belongs together, and name options before their values.";
  }

  private static String missing(List<ArgSpec> missing, ParameterException wrong, String... given) {
    ArgSpec first = missing.isEmpty() ? wrong.getArgSpec() : missing.getFirst();
    if (first instanceof OptionSpec option) {
      boolean isGiven =
          Arrays.stream(given)
              .anyMatch(
                  word -> Arrays.asList(option.names()).contains(word.replaceFirst("=.*", "")));
      return option.longestName()
          + (isGiven ? " needs a value: " : " is missing; write ")
          + option.longestName()
          + " "
          + option.paramLabel()
          + ". "
          + sentence(option);
    }
    return first == null
        ? "something is missing."
        : first.paramLabel() + " is missing. " + sentence(first);
  }

  /// What help says of it, its first sentence.
  private static String sentence(ArgSpec argument) {
    String all = String.join(" ", argument.description());
    int end = all.indexOf(". ");
    return (end < 0 ? all : all.substring(0, end + 1)).replace("%%", "%");
  }

  /// A value that is not of its kind.
  private static String value(ParameterException wrong) {
    ArgSpec argument = wrong.getArgSpec();
    if (argument == null) {
      return Objects.toString(wrong.getMessage(), "wrong usage") + ".";
    }
    String given = Objects.toString(wrong.getValue(), "");
    Class<?> type = argument.type();
    String must;
    if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
      boolean isLong = type == Long.class || type == long.class;
      must =
          given.matches("[+-]?\\d+")
              ? "it must lie between "
                  + (isLong ? Long.MIN_VALUE : Integer.MIN_VALUE)
                  + " and "
                  + (isLong ? Long.MAX_VALUE : Integer.MAX_VALUE)
              : "it must be a whole number in digits, such as 20";
    } else if (type == Double.class || type == double.class) {
      must = "it must be a number such as 0.1 or 1e-4";
    } else if (type == boolean.class || type == Boolean.class) {
      must = "it takes no value, it is given or left out";
    } else {
      must = "that cannot be the name of a file here";
    }
    return name(argument) + " is " + Quote.of(given) + "; " + must + ".";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
