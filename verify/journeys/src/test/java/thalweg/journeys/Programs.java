package thalweg.journeys;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Programs of the guide and of the measurements, compiled against the packed command and page.
final class Programs {
  private Programs() {}

  /// Compiles all at once, for some are made of several files, and returns what the compiler had
  /// against them: nothing where the classes are there.
  static String compile(Collection<Path> programs, Path classes) throws IOException {
    List<String> options =
        List.of(
            "--module-path",
            Command.modulePath(),
            "--add-modules",
            "thalweg,thalweg.studio",
            "-proc:none",
            "-d",
            classes.toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean isCompiled =
          compiler
              .getTask(
                  said, files, null, options, null, files.getJavaFileObjectsFromPaths(programs))
              .call();
      return isCompiled ? "" : "not compiled: " + said;
    }
  }
}
