package thalweg.studio.network;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.studio.InBrowser;

/// The network's view in a real browser.
@Timeout(300)
class NetworkViewTest extends InBrowser {
  @BeforeAll
  static void open() {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
  }

  private static Locator counts(Page page) {
    return page.locator("dl.counts");
  }

  @Test
  void a_training_is_played_paused_stepped_and_reset() {
    Page page = browser.page("network?epochs=10000");
    assertThat(counts(page)).hasAttribute("data-taken", "0");
    button(page, "One step").click();
    assertThat(counts(page)).hasAttribute("data-taken", "1");
    button(page, "One epoch").click();
    assertThat(counts(page)).hasAttribute("data-taken", "10");
    String hash = page.locator("[data-hash]").textContent();
    button(page, "Play").click();
    assertThat(counts(page)).hasAttribute("data-outcome", "playing");
    button(page, "Pause").click();
    assertThat(counts(page)).hasAttribute("data-outcome", "paused");
    button(page, "Reset").click();
    assertThat(counts(page)).hasAttribute("data-taken", "0");
    button(page, "One epoch").click();
    assertThat(counts(page)).hasAttribute("data-taken", "10");
    assertThat(page.locator("[data-hash]")).hasText(hash);
    browser.picture(page, "network-light");
  }

  /// The answer of the training that was replaced is late, and none.
  @Test
  void a_reset_is_seen_whatever_becomes_of_the_looks_at_what_was_there_before() {
    Page page = browser.page("network?epochs=10000");
    button(page, "One step").click();
    assertThat(counts(page)).hasAttribute("data-taken", "1");
    List<Route> held = new ArrayList<>();
    page.route("**/api/network/look", held::add);
    button(page, "One step").click();
    page.waitForCondition(() -> !held.isEmpty());
    page.waitForResponse("**/api/network/open", () -> button(page, "Reset").click());
    page.unroute("**/api/network/look");
    held.forEach(Route::abort);
    assertThat(counts(page)).hasAttribute("data-taken", "0");
  }

  @Test
  void a_weight_is_walked_to_by_mouse_and_by_keys() {
    Page page = browser.page("network?epochs=40&speed=0");
    button(page, "Play").click();
    assertThat(counts(page)).hasAttribute("data-outcome", "completed");
    assertThat(button(page, "Again")).isVisible();
    BoundingBox box = page.locator(".diagram canvas").boundingBox();
    // Halfway between the first input and the layer after it, where lines begin to part.
    for (int y = 90; y < 400 && page.locator(".ways").count() == 0; y += 12) {
      page.mouse().move(box.x + box.width * 0.2, box.y + y);
      if (page.locator(".near").count() > 0) {
        page.mouse().click(box.x + box.width * 0.2, box.y + y);
        page.locator(".ways").waitFor();
      }
    }
    assertThat(page.locator(".ways caption")).containsText("dense1.weight[");
    assertThat(page.locator(".walk .note")).containsText("Both agree");
    assertThat(page).hasURL(Pattern.compile(".*edge=0\\.\\d.*"));

    page.getByLabel("Layer", new Page.GetByLabelOptions().setExact(true)).selectOption("dense2");
    assertThat(page.locator(".ways caption")).containsText("dense2.weight[0, 0]");
    page.getByLabel("Row (−1").first().focus();
    page.keyboard().press("ArrowRight");
    assertThat(page.locator(".paths .factors").first()).containsText("slope of the loss");
    browser.picture(page, "network-walk");

    button(page, "Copy as command").click();
    assertThat(button(page, "Copied")).isVisible();
    org.assertj.core.api.Assertions.assertThat(
            (String) page.evaluate("navigator.clipboard.readText()"))
        .startsWith("thalweg train --data - --target label --columns x,y ")
        .contains(" --epochs 40 ");

    button(page, "Check these weights").click();
    assertThat(page.getByLabel("Gradient check")).containsText("Every gradient lies within");
    button(page, "Let them race").click();
    assertThat(page.locator(".race .surface")).hasCount(2);
    Locator race = page.locator(".race .transport");
    assertThat(race).not().hasAttribute("data-steps", Pattern.compile("^[0-9]?$"));
    button(page, "Pause the race").click();
    assertThat(button(page, "One step of both")).isEnabled();
    int paused = steps(race);
    button(page, "One step of both").click();
    assertThat(race).hasAttribute("data-steps", String.valueOf(paused + 1));
    assertThat(page.locator(".race .note"))
        .containsText("After " + (paused + 1) + " steps no weight differs by more");
    assertThat(page).hasURL(Pattern.compile(".*race=" + (paused + 1) + "(&.*)?$"));
    browser.picture(page, "network-race");
    browser.requireAccessible(page);

    page.reload();
    assertThat(race).hasAttribute("data-steps", String.valueOf(paused + 1));
    button(page, "To the start").click();
    assertThat(page.locator(".race .surface")).hasCount(0);
    button(page, "One step of both").click();
    assertThat(page.locator(".race .note")).containsText("After 1 steps");
  }

  private static int steps(Locator race) {
    return Integer.parseInt(Objects.requireNonNull(race.getAttribute("data-steps")));
  }

  @Test
  void what_fails_is_told_and_a_run_that_ends_in_no_numbers_stays_to_be_looked_at() {
    Page page = browser.page("network?speed=0");
    page.getByLabel("Begin with").selectOption("huge-rate");
    assertThat(
            page.getByRole(
                AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Rate").setExact(true)))
        .hasValue("10");
    button(page, "Play").click();
    assertThat(counts(page)).hasAttribute("data-outcome", "diverged");
    assertThat(page.locator(".verdicts")).containsText("the rate is probably too large");
    assertThat(page.locator("aside .note.bad")).containsText("no number any more");
    page.getByLabel("Begin with").selectOption("dead-relu");
    assertThat(counts(page)).hasAttribute("data-taken", "0");
    button(page, "Play").click();
    assertThat(page.locator(".verdicts")).containsText("give 0 for every row");
    browser.picture(page, "network-dead");
    page.getByLabel("Language").selectOption("zh");
    assertThat(page.locator(".verdicts li").first()).containsText("死亡单元： 某层的多数单元");
    assertThat(page.locator(".verdicts li [lang=en]").first()).isHidden();
    page.locator(".verdicts summary").first().click();
    assertThat(page.locator(".verdicts li [lang=en]").first()).containsText("give 0 for every row");
    browser.picture(page, "network-dead-zh");
  }

  @Test
  void an_address_restores_what_was_shared_and_a_reload_begins_the_same_again() {
    Page page = browser.page("network?data=xor&hidden=3&rate=0.3&seed=7&epochs=500&edge=0.1");
    assertThat(page.locator(".more")).containsText("3");
    button(page, "One unit more in layer 1").click();
    assertThat(page).hasURL(Pattern.compile(".*hidden=4&.*"));
    button(page, "Add a layer").click();
    assertThat(page).hasURL(Pattern.compile(".*hidden=4-4.*"));
    Locator rate = page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Rate"));
    rate.focus();
    page.keyboard().press("ArrowRight");
    assertThat(page).not().hasURL(Pattern.compile(".*rate=0\\.3&.*"));
    button(page, "One epoch").click();
    assertThat(counts(page)).hasAttribute("data-taken", "10");
    String hash = page.locator("[data-hash]").textContent();
    button(page, "Play").click();
    assertThat(counts(page)).hasAttribute("data-outcome", "playing");
    page.reload();
    assertThat(counts(page)).hasAttribute("data-taken", "0");
    button(page, "One epoch").click();
    assertThat(counts(page)).hasAttribute("data-taken", "10");
    assertThat(page.locator("[data-hash]")).hasText(hash);
  }

  @Test
  void points_are_drawn_and_a_bad_formula_is_told() {
    Page page =
        browser.page(
            "network?data=drawn&rows="
                + "x,y,label%0A-3,0,blue%0A-4,1,blue%0A3,0,orange%0A4,1,orange%0A");
    assertThat(page.locator("aside")).containsText("2 rows to learn from, 2 to be judged by");
    page.locator(".surface svg").first().click();
    assertThat(page.locator("aside")).containsText("3 to be judged by");
    page.getByLabel("Rows", new Page.GetByLabelOptions().setExact(true)).selectOption("boundary");
    page.getByLabel("Orange where this is above 0").fill("x^2 + y^2 + 1");
    assertThat(page.locator("aside")).containsText("is above 0 everywhere between −6 and 6");
    page.getByLabel("Orange where this is above 0").fill("x*y - 2");
    assertThat(page.locator("aside .wrong")).hasCount(0);
  }

  @Test
  void it_is_fit_to_be_seen_in_the_dark_and_on_a_phone() {
    Page dark =
        browser.page(
            "network?preset=spirals&data=spirals&count=200&noise=0.05&hidden=16-16&activation=relu&rule=adam&rate=0.02&schedule=cosine&epochs=30&speed=0",
            1440,
            1000,
            true);
    button(dark, "Play").click();
    assertThat(counts(dark)).hasAttribute("data-outcome", "completed");
    browser.picture(dark, "network-dark");
    browser.requireAccessible(dark);
    Page phone = browser.page("network?epochs=60&speed=0", 375, 800, false);
    phone.locator(".transport button.main").click();
    assertThat(counts(phone)).hasAttribute("data-outcome", "completed");
    phone.getByLabel("Language").selectOption("zh");
    assertThat(phone.locator("aside h1")).hasText("网络在学习");
    org.assertj.core.api.Assertions.assertThat(
            phone.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    browser.picture(phone, "network-phone");
    browser.requireAccessible(phone);
  }
}
