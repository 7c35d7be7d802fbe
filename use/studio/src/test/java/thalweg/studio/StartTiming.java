package thalweg.studio;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Prints how long it takes from `thalweg studio` to a first view that can be used: from the start
/// of the script to the handle on the curve, and to what lies between. Several houses take turns,
/// so that what else the machine does is shared by all. Run on built houses:
///
/// `java -cp <the test class path of use/studio> thalweg.studio.StartTiming TIMES THALWEG …`
public final class StartTiming {
  /// When what the page asked for came, in ms since the epoch.
  private static final String MILESTONES =
      """
      () => {
        const entries = performance.getEntriesByType('resource').filter(one => !one.name.endsWith('.svg'));
        const at = name => entries.filter(one => one.name.includes(name));
        const most = (list, what) => Math.max(0, ...list.map(one => one[what]));
        const least = (list, what) => Math.min(1e9, ...list.map(one => one[what]));
        const page = performance.getEntriesByType('navigation')[0];
        return [page.requestStart, page.responseEnd, most(at('/assets/'), 'responseEnd'),
          least(at('/api/'), 'startTime'), most(at('/api/'), 'responseEnd')]
          .map(ms => performance.timeOrigin + ms);
      }
      """;

  private static final List<String> NAMES =
      List.of("page asked for", "page there", "script there", "first asked", "all answered");

  private StartTiming() {}

  /// @param arguments how often, and the scripts `thalweg`
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int times = Integer.parseInt(arguments[0]);
    List<Map<String, List<Double>>> taken = new ArrayList<>();
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
      for (int i = 0; i < times; i++) {
        for (int house = 1; house < arguments.length; house++) {
          if (i == 0) {
            taken.add(new LinkedHashMap<>());
          }
          time(browser, arguments[house], taken.get(house - 1));
        }
      }
    }
    for (int house = 1; house < arguments.length; house++) {
      System.out.println(arguments[house]);
      taken.get(house - 1).forEach((what, ms) -> System.out.println("  " + told(what, ms)));
    }
  }

  private static void time(
      com.microsoft.playwright.Browser browser, String house, Map<String, List<Double>> taken)
      throws IOException, InterruptedException {
    double start = System.currentTimeMillis();
    Process studio =
        new ProcessBuilder(house, "studio", "--no-open", "--quiet")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Page page = browser.newPage()) {
      String address = studio.inputReader().readLine();
      put(taken, "address printed", System.currentTimeMillis() - start);
      page.navigate(address);
      page.locator(".handle").first().waitFor();
      double usable = System.currentTimeMillis() - start;
      List<?> milestones = (List<?>) page.evaluate(MILESTONES);
      for (int i = 0; i < NAMES.size(); i++) {
        put(taken, NAMES.get(i), ((Number) milestones.get(i)).doubleValue() - start);
      }
      put(taken, "usable", usable);
      put(taken, "processor", 1000.0 * cpuSeconds(studio));
    } finally {
      studio.destroy();
      studio.waitFor();
    }
  }

  /// What the process has had of processors by then.
  private static double cpuSeconds(Process studio) {
    return studio.info().totalCpuDuration().map(time -> time.toMillis() / 1e3).orElse(0.0);
  }

  private static void put(Map<String, List<Double>> taken, String what, double ms) {
    taken.computeIfAbsent(what, _ -> new ArrayList<>()).add(ms);
  }

  private static String told(String what, List<Double> ms) {
    List<Double> sorted = ms.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%-16s median %5.0f ms of %d, least %5.0f, most %5.0f",
        what,
        sorted.get(sorted.size() / 2),
        sorted.size(),
        sorted.getFirst(),
        sorted.getLast());
  }
}
