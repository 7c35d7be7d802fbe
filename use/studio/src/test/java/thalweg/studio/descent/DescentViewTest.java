package thalweg.studio.descent;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.studio.InBrowser;

@Timeout(300)
class DescentViewTest extends InBrowser {
  private static Locator end(Page page, int racer) {
    return page.locator(".racer .end").nth(racer);
  }

  private static Locator note(Page page) {
    return page.locator("aside .note");
  }

  private static Locator start(Page page) {
    return page.getByLabel("The start", new Page.GetByLabelOptions().setExact(true));
  }

  @Test
  void the_start_is_dragged_clicked_and_moved_by_keys_and_all_walk_again() {
    Page page = browser.page("descent");
    assertThat(end(page, 2)).containsText("100 steps");
    String before = end(page, 2).textContent();
    drag(page, start(page), -120, 60);
    assertThat(end(page, 2)).not().hasText(before);
    assertThat(page).hasURL(Pattern.compile(".*[?&]s=1\\..*"));
    before = end(page, 2).textContent();
    start(page).focus();
    page.keyboard().press("ArrowUp");
    assertThat(end(page, 2)).not().hasText(before);
    before = end(page, 2).textContent();
    BoundingBox plane = page.locator("[data-figure=descent] svg").boundingBox();
    page.mouse().click(plane.x + 200, plane.y + 120);
    assertThat(end(page, 2)).not().hasText(before);
    assertThat(page.locator("[data-figure=rates] canvas")).isVisible();
    browser.picture(page, "descent");
    browser.requireAccessible(page);
  }

  @Test
  void the_rate_is_moved_by_keys_and_the_words_follow_it_over_the_marks() {
    Page page = browser.page("descent?r=steepest@0.04&a=0");
    assertThat(note(page)).containsText("Below 1/L = 0.05");
    assertThat(page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("rate")))
        .hasAttribute("aria-valuetext", "0.04");
    Locator rate = page.locator(".racer input[type=range]");
    rate.focus();
    for (int i = 0; i < 17; i++) {
      page.keyboard().press("ArrowRight");
    }
    assertThat(note(page)).containsText("is above 2/L = 0.1: each step overshoots");
    assertThat(end(page, 0)).containsText("ran away after 100 steps");
    assertThat(end(page, 0)).hasClass(Pattern.compile(".*bad.*"));
    page.getByLabel("rate: 2/L = 0.1").click();
    assertThat(page.locator(".racer .number input")).hasValue("0.1");
    assertThat(note(page)).containsText("Between 2/(L+μ) = 0.09524 and 2/L = 0.1");
  }

  @Test
  void the_race_is_played_paused_and_stepped() {
    Page page = browser.page("descent?t=3");
    Locator step = page.locator(".player .number input");
    assertThat(step).hasValue("3");
    button(page, "Step").click();
    assertThat(step).hasValue("4");
    button(page, "Back").click();
    button(page, "Back").click();
    assertThat(step).hasValue("2");
    button(page, "Play").click();
    assertThat(step).not().hasValue("2");
    button(page, "Pause").click();
    assertThat(button(page, "Play")).isVisible();
    String stopped = step.inputValue();
    page.waitForTimeout(400);
    assertThat(step).hasValue(stopped);
    assertThat(page).hasURL(Pattern.compile(".*[?&]t=" + stopped + "(&.*)?"));
    page.locator(".player input[type=range]").focus();
    page.keyboard().press("End");
    assertThat(step).hasValue("100");
    assertThat(button(page, "Step")).isDisabled();
  }

  @Test
  void methods_are_added_and_left_out() {
    Page page = browser.page("descent");
    page.getByLabel("Let another race").selectOption("lbfgs");
    assertThat(end(page, 3)).containsText("arrived after");
    assertThat(end(page, 3)).containsText("values");
    assertThat(note(page)).containsText("lbfgs");
    page.getByLabel("Leave out steepest").click();
    assertThat(page.locator(".racer")).hasCount(3);
    page.getByLabel("Let another race").selectOption("a rule of your own");
    Locator own = page.locator(".racer .text input");
    own.fill("adam(rate 0.5) + cosine(steps 100)");
    assertThat(page.locator(".racer").nth(3).locator(".number input")).hasValue("0.5");
    own.fill("adam(rate 0.5) + cosin");
    assertThat(page.locator("aside > .wrong")).containsText("Did you mean cosine?");
    assertThat(page).hasURL(Pattern.compile(".*lbfgs.*"));
  }

  @Test
  void functions_are_typed_and_a_mistake_is_shown_and_changes_nothing_else() {
    Page page = browser.page("descent?on=formula&r=steepest@0.1;newton");
    Locator formula = page.locator(".control.text input");
    assertThat(end(page, 1)).containsText("arrived");
    formula.fill("x^2 +");
    assertThat(page.locator(".wrong")).containsText("found the end");
    assertThat(end(page, 1)).containsText("arrived");
    formula.fill("x^4 - 3*x^2 + x");
    assertThat(page.locator(".ends input")).hasCount(1);
    assertThat(end(page, 1)).containsText("arrived");
    drag(page, start(page), 60, 0);
    browser.picture(page, "descent-curve");
    formula.fill("log(x) + y^2");
    page.locator(".ends input").first().fill("-1");
    assertThat(end(page, 0)).containsText("nothing is defined");
    browser.requireAccessible(page);
  }

  @Test
  void a_known_problem_of_more_variables_shows_its_values_alone() {
    Page page = browser.page("descent?on=problem&problem=rosenbrock&r=lbfgs;adam@0.1&n=300");
    assertThat(end(page, 0)).containsText("arrived");
    browser.picture(page, "descent-rosenbrock");
    page.getByLabel("Problem", new Page.GetByLabelOptions().setExact(true)).selectOption("wood");
    assertThat(page.locator(".figures .note")).containsText("4 variables");
    assertThat(end(page, 0)).containsText("arrived");
    assertThat(page.locator("[data-figure=descent]")).hasCount(0);
  }

  @Test
  void bounds_are_set_dragged_and_kept() {
    Page page = browser.page("descent?on=formula&s=-1.2,1&r=steepest@0.1;lbfgs&n=200");
    assertThat(end(page, 1)).containsText("arrived");
    page.getByLabel("stay within bounds").check();
    assertThat(page.locator(".racer")).hasCount(1);
    assertThat(note(page)).containsText("Only lbfgs keeps to bounds");
    Locator upper = page.locator(".ends").nth(1).locator("input").nth(1);
    String before = upper.inputValue();
    browser.picture(page, "descent-bounds");
    drag(page, page.getByLabel("Upper corner of the bounds"), -40, 30);
    assertThat(upper).not().hasValue(before);
    assertThat(end(page, 0)).containsText("arrived");
    browser.picture(page, "descent-bounds");
    browser.requireAccessible(page);
  }

  @Test
  void the_map_sets_rate_and_momentum() {
    Page page = browser.page("descent?n=60");
    Locator point =
        page.getByLabel("Rate and momentum", new Page.GetByLabelOptions().setExact(true));
    assertThat(point).isVisible();
    drag(page, point, 30, -20);
    assertThat(page).hasURL(Pattern.compile(".*[?&]r=steepest%400.09%3Bmomentum.*"));
    assertThat(page.locator(".key")).containsText("needs the fewest");
    assertThat(note(page)).containsText("momentum");
  }

  @Test
  void an_address_brings_all_back_and_the_race_is_copied_as_command_and_as_java() {
    String address =
        "descent?on=formula&f=x^2%2B3*y^2&s=2,-1&r=steepest@0.2;adam@0.1&n=40&up=false&t=7";
    Page page = browser.page(address);
    assertThat(end(page, 1)).containsText("40 steps");
    String there = end(page, 1).textContent();
    button(page, "Copy as command").click();
    assertThat(button(page, "Copied")).isVisible();
    assertThat(page.evaluate("() => navigator.clipboard.readText()"))
        .isEqualTo(
            "thalweg descend 'x^2+3*y^2' --method automatic --variables x,y --from 'x=2.0,y=-1.0'"
                + " --steps 40 --compare 'sgd(rate 0.2),adam(rate 0.1, beta1 0.9, beta2 0.999,"
                + " epsilon 1.0E-8)'");
    button(page, "Copy as Java").click();
    page.waitForCondition(
        () ->
            page.evaluate("() => navigator.clipboard.readText()")
                .toString()
                .startsWith("import module thalweg;"));
    button(page, "Copy link").click();
    String link = (String) page.evaluate("() => navigator.clipboard.readText()");
    Page other = browser.page(link.substring(link.indexOf("#/") + 2));
    assertThat(end(other, 1)).hasText(there);
    assertThat(other.locator(".player .number input")).hasValue("7");
    assertThat(other.locator(".control.text input")).hasValue("x^2+3*y^2");
  }

  @Test
  void an_address_written_wrongly_is_mended_or_answered_in_a_sentence() {
    Page page = browser.page("descent?s=abc&w=1,2&a=-3&t=2.5&n=20&r=steepest@0.02");
    assertThat(end(page, 0)).containsText("20 steps");
    assertThat(page.locator(".ends input").first()).hasValue("1");
    assertThat(page.locator("[data-figure=descent] canvas")).isVisible();
    for (String wrong :
        new String[] {
          "descent?n=1e9",
          "descent?r=",
          "descent?in=1,2",
          "descent?r=adem",
          "descent?on=problem&problem=none"
        }) {
      Page other = browser.page(wrong);
      assertThat(other.locator("aside > .wrong").first()).isVisible();
      other.close();
    }
  }

  @Test
  void it_fits_a_phone_in_the_dark_and_speaks_chinese() {
    Page page = browser.page("descent?k=50&turned=true", 375, 800, true);
    assertThat(page.locator("[data-figure=rates] canvas")).isVisible();
    page.getByLabel("Language").selectOption("zh");
    assertThat(page.locator("aside h1")).hasText("怎样下山，快慢如何？");
    assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(375);
    browser.picture(page, "descent-phone-dark-zh");
    browser.requireAccessible(page);
    page.evaluate("() => localStorage.clear()");
  }
}
