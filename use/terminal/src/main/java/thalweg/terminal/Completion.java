package thalweg.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What shells read to complete the command's words: verbs, their options, and the values of
/// options of which there are few.
final class Completion {
  /// Verbs of the script, which never reach Java.
  static final Map<String, String> OF_THE_SCRIPT =
      Map.of(
          "run", "Run a single-file Java program with the library.",
          "shell", "Open a Java shell with the library imported.",
          "jdk", "Print where the Java that is used lies.");

  private Completion() {}

  /// Returns the first sentence of a verb's or an option's description.
  static String summary(String... description) {
    String all = String.join(" ", description);
    int end = all.indexOf(". ");
    return end < 0 ? all : all.substring(0, end + 1);
  }

  /// Returns the verbs with what they do, those of the script last.
  static List<Map.Entry<String, String>> verbs(CommandLine command) {
    List<Map.Entry<String, String>> verbs = new ArrayList<>();
    command
        .getSubcommands()
        .forEach((verb, line) -> verbs.add(Map.entry(verb, summary(described(line)))));
    OF_THE_SCRIPT.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(verbs::add);
    return verbs;
  }

  private static String[] described(CommandLine line) {
    return line.getCommandSpec().usageMessage().description();
  }

  /// Returns the script for Bash.
  static String bash(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    OF_THE_SCRIPT.keySet().forEach(verb -> spec.addSubcommand(verb, CommandSpec.create()));
    String script = AutoComplete.bash("thalweg", command);
    OF_THE_SCRIPT.keySet().forEach(spec::removeSubcommand);
    return script;
  }

  /// Returns the function for Zsh.
  static String zsh(CommandLine command) {
    StringBuilder text = new StringBuilder("#compdef thalweg\n\n_thalweg() {\n  local -a verbs\n");
    text.append("  verbs=(\n");
    for (Map.Entry<String, String> verb : verbs(command)) {
      text.append("    ").append(Shell.quoted(verb.getKey() + ":" + verb.getValue())).append('\n');
    }
    text.append("  )\n  if (( CURRENT == 2 )); then\n    _describe verb verbs\n    return\n  fi\n");
    text.append("  local verb=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $verb in\n");
    command
        .getSubcommands()
        .forEach(
            (verb, line) -> {
              text.append("    ").append(verb).append(")\n      _arguments -S");
              for (OptionSpec option : line.getCommandSpec().options()) {
                for (String name : option.names()) {
                  text.append(" \\\n        ").append(Shell.quoted(zsh(option, name)));
                }
              }
              text.append(" \\\n        '*: :_files'\n      ;;\n");
            });
    return text.append("    *) _files ;;\n  esac\n}\n\n_thalweg \"$@\"\n").toString();
  }

  private static String zsh(OptionSpec option, String name) {
    String words = "[" + summary(option.description()).replaceAll("[\\[\\]\\\\]", "\\\\$0") + "]";
    if (option.arity().max() == 0) {
      return name + words;
    }
    List<String> values = values(option);
    String action =
        values.isEmpty() ? takesFile(option) ? "_files" : "" : "(" + String.join(" ", values) + ")";
    return name + "=" + words + ":" + label(option) + ":" + action;
  }

  /// Returns the lines for Fish.
  static String fish(CommandLine command) {
    StringBuilder text = new StringBuilder("complete -c thalweg -f\n");
    for (Map.Entry<String, String> verb : verbs(command)) {
      text.append("complete -c thalweg -n __fish_use_subcommand -a ")
          .append(verb.getKey())
          .append(" -d ")
          .append(fish(verb.getValue()))
          .append('\n');
    }
    text.append("complete -c thalweg -n '__fish_seen_subcommand_from run' -F\n");
    command
        .getSubcommands()
        .forEach(
            (verb, line) -> {
              CommandSpec spec = line.getCommandSpec();
              String where = "complete -c thalweg -n '__fish_seen_subcommand_from " + verb + "'";
              if (spec.positionalParameters().stream()
                  .anyMatch(given -> isFile(given.paramLabel()))) {
                text.append(where).append(" -F\n");
              }
              for (OptionSpec option : spec.options()) {
                text.append(where);
                for (String name : option.names()) {
                  text.append(name.startsWith("--") ? " -l " : " -s ")
                      .append(name.replaceFirst("^-+", ""));
                }
                List<String> values = values(option);
                if (!values.isEmpty()) {
                  text.append(" -x -a ").append(fish(String.join(" ", values)));
                } else if (option.arity().max() > 0) {
                  text.append(takesFile(option) ? " -r -F" : " -x");
                }
                text.append(" -d ").append(fish(summary(option.description()))).append('\n');
              }
            });
    return text.toString();
  }

  private static String fish(String words) {
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /// Returns the words that an option takes, where they are few.
  private static List<String> values(OptionSpec option) {
    Iterable<String> candidates = option.completionCandidates();
    return candidates == null
        ? List.of()
        : StreamSupport.stream(candidates.spliterator(), false).collect(Collectors.toList());
  }

  private static boolean takesFile(OptionSpec option) {
    return isFile(option.paramLabel());
  }

  private static boolean isFile(String label) {
    return label.matches(".*(FILE|FOLDER|DATA|MODEL|PATH).*");
  }

  private static String label(OptionSpec option) {
    return option.paramLabel().replaceAll("[^A-Za-z0-9]+", " ").strip();
  }
}
