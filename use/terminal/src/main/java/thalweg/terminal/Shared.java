package thalweg.terminal;

import picocli.CommandLine.Option;

/// The options that every verb has.
final class Shared {
  @Option(
      names = "--json",
      description = "Print machine-readable JSON on standard output and nothing else.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the result alone: no progress, no notes.")
  boolean quiet;

  @Option(names = "--debug", description = "Show the stack trace of an error.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  boolean help;
}
