package thalweg.terminal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The pages that `man` shows: one of the command, one of each verb, from what `--help` is made of.
final class ManPage {
  private ManPage() {}

  /// Returns the page of the whole command.
  static String of(CommandLine command) {
    StringBuilder page = head("thalweg", "From the difference quotient to a trained network");
    page.append(".SH SYNOPSIS\n.B thalweg\n\\fIVERB\\fR [\\fIARGUMENT\\fR ...]\n");
    page.append(".SH DESCRIPTION\n").append(paragraph(command.getCommandSpec()));
    page.append(".SH VERBS\n");
    for (Map.Entry<String, String> verb : Completion.verbs(command)) {
      page.append(".TP\n.B ").append(verb.getKey()).append('\n').append(plain(verb.getValue()));
    }
    page.append(footer(command.getCommandSpec()));
    page.append(".SH SEE ALSO\n");
    page.append(
        command.getSubcommands().keySet().stream()
            .map(verb -> ".BR thalweg\\-" + verb + " (1)")
            .collect(Collectors.joining(",\n")));
    return page.append('\n').toString();
  }

  /// Returns the page of one verb.
  static String of(String verb, CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    StringBuilder page =
        head("thalweg-" + verb, Completion.summary(spec.usageMessage().description()));
    page.append(".SH SYNOPSIS\n.B thalweg ").append(verb).append('\n');
    for (PositionalParamSpec given : spec.positionalParameters()) {
      page.append("[\\fI").append(escaped(given.paramLabel())).append("\\fR]\n");
    }
    page.append("[\\fIOPTION\\fR ...]\n.SH DESCRIPTION\n").append(paragraph(spec));
    page.append(".SH OPTIONS\n");
    for (PositionalParamSpec given : spec.positionalParameters()) {
      page.append(".TP\n.I ").append(escaped(given.paramLabel())).append('\n');
      page.append(plain(String.join(" ", given.description())));
    }
    List<OptionSpec> options =
        spec.options().stream().sorted(Comparator.comparing(OptionSpec::longestName)).toList();
    for (OptionSpec option : options) {
      page.append(".TP\n");
      page.append(
          Arrays.stream(option.names())
              .map(name -> "\\fB" + escaped(name) + "\\fR")
              .collect(Collectors.joining(", ")));
      if (option.arity().max() > 0) {
        page.append("=\\fI").append(escaped(option.paramLabel())).append("\\fR");
      }
      page.append('\n').append(plain(String.join(" ", option.description())));
    }
    return page.append(footer(spec)).append(".SH SEE ALSO\n.BR thalweg (1)\n").toString();
  }

  private static StringBuilder head(String name, String does) {
    String[] version = new Version().getVersion();
    return new StringBuilder(".TH ")
        .append(name.toUpperCase(java.util.Locale.ROOT).replace("-", "\\-"))
        .append(" 1 \"\" \"")
        .append(escaped(version[0]))
        .append("\" \"User Commands\"\n.SH NAME\n")
        .append(escaped(name))
        .append(" \\- ")
        .append(escaped(does.replaceFirst("\\.$", "")))
        .append('\n');
  }

  private static String paragraph(CommandSpec spec) {
    return plain(String.join(" ", spec.usageMessage().description()));
  }

  /// Returns what stands below the options, each line as it is.
  private static String footer(CommandSpec spec) {
    String lines =
        Arrays.stream(spec.usageMessage().footer())
            .map(line -> line.isBlank() ? ".sp" : plain(line).stripTrailing())
            .collect(Collectors.joining("\n"));
    return lines.isEmpty() ? "" : ".SH NOTES\n.nf\n" + lines + "\n.fi\n";
  }

  /// Returns a line of text in which nothing is taken for an instruction.
  private static String plain(String words) {
    String line = escaped(Ansi.OFF.string(words));
    return (line.startsWith(".") ? "\\&" + line : line) + "\n";
  }

  /// Returns words in which each character is shown as it is typed: pages are set with curved
  /// quotes and raised accents otherwise, which no shell takes back.
  private static String escaped(String words) {
    return words
        .replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti")
        .replace("%n", " ")
        .replace("%%", "%");
  }
}
