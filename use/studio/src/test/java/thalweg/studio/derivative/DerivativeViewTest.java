package thalweg.studio.derivative;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.studio.Browser;

@Timeout(60)
class DerivativeViewTest {
  private static Browser browser;

  @BeforeAll
  static void open() {
    browser = Browser.open();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void requireSilence() {
    browser.requireSilence();
  }

  @Test
  void the_point_is_dragged_and_the_slope_follows() {
    Page page = browser.page("derivative?f=x^2&x=1&x0=-4&x1=4&y0=-1&y1=10");
    Locator point = page.locator(".handle").first();
    assertThat(page.locator("dl.facts")).containsText("2");
    BoundingBox box = point.locator(".dot").boundingBox();
    page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
    page.mouse().down();
    page.mouse().move(box.x + 150, box.y - 20);
    page.mouse().up();
    assertThat(page).hasURL(Pattern.compile(".*x=2\\..*"));
    browser.picture(page, "derivative");
    browser.requireAccessible(page);
  }

  @Test
  void the_point_is_moved_by_keys() {
    Page page = browser.page("derivative?f=x^2&x=1&x0=-4&x1=4&y0=-1&y1=10");
    Locator point = page.locator(".handle").first();
    assertThat(point).hasAttribute("aria-valuetext", "1, 1");
    point.focus();
    page.keyboard().press("ArrowRight");
    assertThat(point).not().hasAttribute("aria-valuetext", "1, 1");
  }
}
