package thalweg.studio;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Tests in one browser, which looks at one studio: both are opened by the first class and closed
/// after the last. A test's pages end with it, and its console is to be silent.
@ExtendWith(InBrowser.Opening.class)
public abstract class InBrowser {
  /// The browser, once the tests of the class have begun.
  @SuppressWarnings("NullAway.Init") // set before the first test
  protected static Browser browser;

  static final class Opening implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
      browser =
          context
              .getRoot()
              .getStore(ExtensionContext.Namespace.GLOBAL)
              .computeIfAbsent(Browser.class, _ -> Browser.open(), Browser.class);
    }
  }

  @AfterEach
  final void requireSilence() {
    browser.closePages();
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
