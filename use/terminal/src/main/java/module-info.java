import org.jspecify.annotations.NullMarked;

/// The command.
@NullMarked
module thalweg.terminal {
  requires static org.jspecify;
  requires thalweg;
  // Where the page was built; the verb says what is missing.
  requires static thalweg.studio;
  requires info.picocli;
  requires tools.jackson.databind;
  // For reports to MLflow, which the library asks for only then.
  requires java.net.http;
  // For the signal of Ctrl-C, which has no other door.
  requires jdk.unsupported;

  // Options are fields that picocli fills.
  opens thalweg.terminal to
      info.picocli;
}
