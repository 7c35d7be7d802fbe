package thalweg.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import picocli.CommandLine;

/// The command in its user's reach: a link on the path, what shells complete its words by, and the
/// pages of the manual. All of it lies below one folder, such as `~/.local`, and is taken away
/// again by name; what is there and not ours is left as it is.
///
/// @param script what the link leads to
/// @param prefix the folder below which `bin` and `share` lie
record Installation(Path script, Path prefix) {
  private static final String MARK = "Written by thalweg --install.";

  private SequencedMap<Path, Function<CommandLine, String>> texts(CommandLine command) {
    SequencedMap<Path, Function<CommandLine, String>> texts = new LinkedHashMap<>();
    Path share = prefix.resolve("share");
    texts.put(share.resolve("bash-completion/completions/thalweg"), Completion::bash);
    texts.put(share.resolve("zsh/site-functions/_thalweg"), Completion::zsh);
    texts.put(share.resolve("fish/vendor_completions.d/thalweg.fish"), Completion::fish);
    Path man = share.resolve("man/man1");
    texts.put(man.resolve("thalweg.1"), ManPage::of);
    command
        .getSubcommands()
        .forEach(
            (verb, line) ->
                texts.put(man.resolve("thalweg-" + verb + ".1"), _ -> ManPage.of(verb, line)));
    return texts;
  }

  private Path link() {
    return prefix.resolve("bin/thalweg");
  }

  /// Writes everything and returns what is to be said of it.
  List<String> write(CommandLine command) throws IOException {
    SequencedMap<Path, Function<CommandLine, String>> texts = texts(command);
    for (Path file : texts.keySet()) {
      requireOurs(file);
    }
    if (isThere(link()) && !isNamed()) {
      throw Failure.usage(
          "--install: "
              + link()
              + " is there and no link to a thalweg; remove it, or name another --prefix.");
    }
    Files.createDirectories(link().getParent());
    Files.deleteIfExists(link());
    Files.createSymbolicLink(link(), script);
    for (Map.Entry<Path, Function<CommandLine, String>> text : texts.entrySet()) {
      Files.createDirectories(text.getKey().getParent());
      Files.writeString(text.getKey(), marked(text.getKey(), text.getValue().apply(command)));
    }
    List<String> said = new ArrayList<>();
    said.add("command:    " + link() + " -> " + script);
    said.add("completion: of bash, zsh and fish, below " + prefix.resolve("share"));
    said.add("manual:     " + (texts.size() - 3) + " pages; man thalweg");
    if (!onPath()) {
      said.add(
          prefix.resolve("bin")
              + " is not on the PATH; add to your shell's profile:"
              + " export PATH="
              + Shell.quoted(prefix.resolve("bin").toString())
              + ":$PATH");
    }
    said.add(
        "zsh looks for completions where fpath says; before compinit: fpath=("
            + Shell.quoted(prefix.resolve("share/zsh/site-functions").toString())
            + " $fpath)");
    said.add("Away again: " + Shell.line("--uninstall", "--prefix", prefix.toString()));
    return said;
  }

  /// Removes what [#write] has written and returns what is to be said of it.
  List<String> remove(CommandLine command) throws IOException {
    int removed = 0;
    for (Path file : texts(command).keySet()) {
      if (isOurs(file)) {
        Files.delete(file);
        removed++;
      }
    }
    // A link to another thalweg is of an installation only where the rest of one is.
    if (isNamed() && (removed > 0 || Files.readSymbolicLink(link()).equals(script))) {
      Files.delete(link());
      removed++;
    }
    return List.of(
        switch (removed) {
          case 0 -> "nothing of an installation is below " + prefix + "; see --prefix";
          case 1 -> "1 file below " + prefix + " is removed";
          default -> removed + " files below " + prefix + " are removed";
        });
  }

  /// Returns the text with a first line that says whose it is; in Zsh the first line is taken.
  private static String marked(Path file, String text) {
    String comment = file.toString().endsWith(".1") ? ".\\\" " : "# ";
    String mark = comment + MARK + "\n";
    if (!text.startsWith("#")) {
      return mark + text;
    }
    int end = text.indexOf('\n') + 1;
    return text.substring(0, end) + mark + text.substring(end);
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS); // a link that leads nowhere too
  }

  /// Returns whether a file has the mark; it may be of any kind, and is read as bytes.
  private static boolean isOurs(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARK);
  }

  private static void requireOurs(Path file) throws IOException {
    if (isThere(file) && !isOurs(file)) {
      throw new FileAlreadyExistsException(
          file.toString(), null, "which thalweg --install has not written; remove it first");
    }
  }

  /// Returns whether the link leads to something that is named `thalweg`; `/` has no name.
  private boolean isNamed() throws IOException {
    return Files.isSymbolicLink(link()) && Files.readSymbolicLink(link()).endsWith("thalweg");
  }

  private boolean onPath() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.asList(path.split(java.io.File.pathSeparator))
        .contains(prefix.resolve("bin").toString());
  }
}
