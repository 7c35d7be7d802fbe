package thalweg.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A studio, open in a real browser without a screen.
///
/// Where there is no Chromium or the page was not built, the test is skipped and says so, unless it
/// runs with `-Drequire.browser`.
public final class Browser implements AutoCloseable {
  /// A page is as fast as the machine lets it be; what never comes is told after so long.
  private static final double PATIENCE_MILLIS = 40_000;

  private final Studio studio;
  private final Playwright playwright;
  private final com.microsoft.playwright.Browser browser;
  private final List<String> complaints = new ArrayList<>();

  private Browser(Studio studio, Path chromium, Path node) {
    this.studio = studio;
    System.setProperty("playwright.nodejs.path", node.toString());
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString())));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setHeadless(true)
                    .setExecutablePath(chromium)
                    .setArgs(
                        List.of(
                            "--font-render-hinting=none",
                            "--force-color-profile=srgb",
                            "--hide-scrollbars",
                            "--disable-dev-shm-usage")));
  }

  /// Opens a studio of its own.
  public static Browser open() {
    // The first has no window of its own to draw beside the page.
    Path chromium =
        program("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
    Path node = program("node");
    boolean built = Studio.class.getResource("page/index.html") != null;
    if (System.getProperty("require.browser") != null) {
      assertThat(chromium).as("a Chromium on the path").isNotNull();
      assertThat(node).as("a Node on the path").isNotNull();
      assertThat(built).as("the page is built").isTrue();
    }
    assumeTrue(
        chromium != null, "there is no Chromium: install chromium-headless-shell or chromium");
    assumeTrue(node != null, "there is no Node: install the package nodejs");
    assumeTrue(built, "the page was not built: install npm and build again");
    try {
      return new Browser(
          Studio.open(StudioSettings.standard()),
          Objects.requireNonNull(chromium),
          Objects.requireNonNull(node));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static @Nullable Path program(String... names) {
    String folders = Objects.requireNonNullElse(System.getenv("PATH"), "");
    for (String name : names) {
      for (String folder : folders.split(":", -1)) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return file;
        }
      }
    }
    return null;
  }

  /// Returns the studio that the browser looks at.
  public Studio studio() {
    return studio;
  }

  /// Opens the page in a window of a desk's size.
  ///
  /// @param address what stands behind the hash, such as `derivative?x=3`
  public Page page(String address) {
    return page(address, 1280, 900, false);
  }

  /// Opens the page in a window of a given size.
  public Page page(String address, int width, int height, boolean dark) {
    com.microsoft.playwright.BrowserContext context =
        browser.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setLocale("en-GB")
                .setColorScheme(
                    dark
                        ? com.microsoft.playwright.options.ColorScheme.DARK
                        : com.microsoft.playwright.options.ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.REDUCE));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          // What the server refuses the browser calls an error; tests that ask for it say so.
          if (message.type().equals("error") && !message.text().contains("status of 400")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.navigate(studio.address() + "#/" + address);
    return page;
  }

  /// Closes what was opened, which would go on asking.
  void closePages() {
    browser.contexts().forEach(com.microsoft.playwright.BrowserContext::close);
  }

  /// Requires that nothing is wrong with the page for whoever hears it or goes by keys.
  public void requireAccessible(Page page) {
    Path axe = Path.of("web/node_modules/axe-core/axe.min.js");
    if (!Files.isRegularFile(axe)) {
      throw new AssertionError("axe-core is not there; build the page by web/build.sh");
    }
    try {
      // By evaluation, not by a script element, which the page's policy forbids.
      page.evaluate(Files.readString(axe));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Object violations =
        page.evaluate(
            "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n =>"
                + " n.html.slice(0, 160)).join(' | '))");
    assertThat((List<?>) violations).isEmpty();
  }

  /// Keeps a picture of the page for whoever wants to look at it.
  public void picture(Page page, String name) {
    Path file = Path.of("target/screenshots", name.toLowerCase(Locale.ROOT) + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  /// Requires that no page has complained since the last look.
  public void requireSilence() {
    List<String> said = List.copyOf(complaints);
    complaints.clear();
    assertThat(said).as("what the browser's console complains of").isEmpty();
  }

  @Override
  public void close() {
    try {
      browser.close();
      playwright.close();
    } finally {
      studio.close();
    }
  }
}
