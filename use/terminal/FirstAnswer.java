// Has the command answer once, so that Java keeps in the file named first the classes of a first
// answer
// as it wants them (docs/decisions/0212): java FirstAnswer.java FILE FOLDER OPTION … MAIN
// The jars of the folder are the class path, in the order of their names, as the script has them.

static final int PATIENCE_SECONDS = 60;

void main(String[] arguments) throws Exception {
  Path kept = Path.of(arguments[0]);
  List<String> command = new ArrayList<>();
  command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  command.add("-XX:AOTCacheOutput=" + kept);
  command.add("-Xlog:disable");
  command.add("-cp");
  try (Stream<Path> jars = Files.list(Path.of(arguments[1]))) {
    command.add(jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator)));
  }
  command.addAll(List.of(arguments).subList(2, arguments.length));
  command.addAll(List.of("derivative", "sin(x) + 0.01*x^2", "--at", "1"));
  Process answer =
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
  if (!answer.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || answer.exitValue() != 0) {
    answer.toHandle().destroyForcibly();
    Files.deleteIfExists(kept);
    IO.println("command: its first classes are not kept.");
  }
}
