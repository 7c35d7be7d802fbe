package thalweg.studio;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Prints how long it takes from `thalweg studio` to a first view that can be used: from the start
/// of the script to the handle on the curve. Run on a built house:
///
/// `java -cp <the test class path of use/studio> thalweg.studio.StartTiming THALWEG [TIMES]`
public final class StartTiming {
  private StartTiming() {}

  /// @param arguments the script `thalweg`, and how often
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int times = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
    System.setProperty("playwright.nodejs.path", "/usr/bin/node");
    try (Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        com.microsoft.playwright.Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium")))) {
      browser.newPage().close(); // a browser that is open already, as a user's is
      List<Double> served = new ArrayList<>();
      List<Double> usable = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        Process studio =
            new ProcessBuilder(arguments[0], "studio", "--no-open", "--quiet")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Page page = browser.newPage()) {
          String address = studio.inputReader().readLine();
          served.add((System.nanoTime() - start) / 1e9);
          page.navigate(address);
          page.locator(".handle").first().waitFor();
          usable.add((System.nanoTime() - start) / 1e9);
        } finally {
          studio.destroy();
          studio.waitFor();
        }
      }
      System.out.printf("served  %s%n", told(served));
      System.out.printf("usable  %s%n", told(usable));
    }
  }

  private static String told(List<Double> seconds) {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    return String.format(
        Locale.ROOT,
        "median %.2f s of %d, least %.2f, most %.2f",
        sorted.get(sorted.size() / 2),
        sorted.size(),
        sorted.getFirst(),
        sorted.getLast());
  }
}
