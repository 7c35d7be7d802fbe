package thalweg.studio;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/// Tests of one class in one browser, whose console is to be silent after each.
public abstract class InBrowser {
  private static @Nullable Browser opened;

  /// The browser, once the tests of the class have begun.
  @SuppressWarnings("NullAway.Init") // set before the first test
  protected static Browser browser;

  @BeforeAll
  static void openBrowser() {
    opened = null;
    browser = Browser.open();
    opened = browser;
  }

  @AfterAll
  static void closeBrowser() {
    if (opened != null) {
      opened.close();
    }
  }

  @AfterEach
  final void requireSilence() {
    browser.requireSilence();
  }

  /// Returns the button of this name.
  protected static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /// Drags a handle by so many pixels, as a hand does: in several moves.
  protected static void drag(Page page, Locator handle, double right, double down) {
    handle.scrollIntoViewIfNeeded();
    BoundingBox box = handle.locator(".dot").boundingBox();
    double x = box.x + box.width / 2;
    double y = box.y + box.height / 2;
    page.mouse().move(x, y);
    page.mouse().down();
    for (int i = 1; i <= 8; i++) {
      page.mouse().move(x + right * i / 8, y + down * i / 8);
    }
    page.mouse().up();
  }
}
