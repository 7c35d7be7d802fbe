package thalweg.journeys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The examples of the guide's second part, in a class of their own so that two are at work.
class GoingFurtherTest extends Examples {
  static boolean isOurs(Path page) {
    return page.startsWith(Command.house().resolve("docs/guide/further"));
  }

  @Override
  List<Path> pages() throws IOException {
    return filesOfTheGuide(".md").stream().filter(GoingFurtherTest::isOurs).toList();
  }
}
