package thalweg.studio.gradient;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.studio.InBrowser;

@Timeout(300)
class GradientViewTest extends InBrowser {
  private static final String BOWL = "gradient?f=x%5E2+%2B+y%5E2&x=3&y=4&x0=-6&x1=6&y0=-5&y1=5";

  private static Locator partials(Page page, String method) {
    return page.locator("[data-method=" + method + "]");
  }

  private static Page.GetByLabelOptions exact() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  @Test
  void the_point_is_dragged_and_its_gradient_follows() {
    Page page = browser.page(BOWL);
    assertThat(partials(page, "automatic")).containsText(Pattern.compile("^automatic6.*8.*"));
    assertThat(page.locator("[data-fact=value]")).hasText("25");
    BoundingBox box = page.locator("[data-figure=gradient] .handle .dot").boundingBox();
    page.mouse().move(box.x + 5, box.y + 5);
    page.mouse().down();
    for (int i = 1; i <= 6; i++) {
      page.mouse().move(box.x + 5 - 10 * i, box.y + 5 + 8 * i);
    }
    page.mouse().up();
    assertThat(page).hasURL(Pattern.compile(".*[?&]x=[01]\\.[0-9]+&y=[23](\\.[0-9]+)?&.*"));
    assertThat(page.locator("[data-report]")).containsText("Steepest uphill is");
  }

  @Test
  void hovering_tells_of_the_place_beneath_the_pointer() {
    Page page = browser.page(BOWL);
    assertThat(page.locator("[data-fact=value]")).hasText("25");
    BoundingBox box = page.locator("[data-figure=gradient] svg").first().boundingBox();
    page.mouse().move(box.x + box.width * 0.5, box.y + box.height * 0.45);
    assertThat(page.locator("[data-fact=value]")).not().hasText("25");
    assertThat(page.getByLabel("x", exact())).hasValue("3");
    page.mouse().move(5, 5);
    assertThat(page.locator("[data-fact=value]")).hasText("25");
    page.mouse().click(box.x + box.width * 0.5, box.y + box.height * 0.45);
    assertThat(page.getByLabel("x", exact())).not().hasValue("3");
  }

  @Test
  void the_point_and_the_surface_are_moved_by_keys() {
    Page page = browser.page(BOWL);
    assertThat(page.locator("[data-fact=value]")).hasText("25");
    page.locator("[data-figure=gradient] .handle").focus();
    page.keyboard().press("ArrowLeft");
    assertThat(page.locator("[data-fact=value]")).not().hasText("25");
    Locator surface = page.locator("[data-figure=surface] svg");
    surface.focus();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowUp");
    assertThat(surface).hasAttribute("aria-valuetext", "35 degrees around, 40 degrees up");
    assertThat(page).hasURL(Pattern.compile(".*turn=35&tilt=40.*"));
  }

  @Test
  void the_graph_has_values_forwards_and_gradients_backwards() {
    Page page = browser.page("gradient?f=x*y+%2B+sin(x*y)&x=2&y=3");
    Locator graph = page.locator("[data-figure=graph]");
    assertThat(graph.locator(".node")).hasCount(5);
    assertThat(graph.locator(".node.result .value")).hasText("5.721");
    assertThat(graph.locator(".node.variable .adjoint").first()).hasText("5.881");
    assertThat(graph.locator(".edge text").first()).containsText("←");
    graph.getByText("The numbers").click();
    assertThat(graph.locator("tbody tr")).hasCount(5);
  }

  @Test
  void a_saddle_a_corner_and_a_formula_of_three_variables_are_told() {
    Page page = browser.page("gradient?f=x%5E2+-+y%5E2&x=0&y=0&x0=-2&x1=2&y0=-2&y1=2");
    Locator report = page.locator("[data-report]");
    assertThat(report).containsText("a saddle");
    Locator formula = page.getByLabel("f", exact());
    formula.fill("abs(x) + y^2");
    assertThat(report).containsText("a corner");
    formula.fill("x*y*z");
    assertThat(page.locator(".wrong").first()).containsText("at most two can be seen");
  }

  @Test
  void differences_with_too_short_a_step_lose_their_digits() {
    Page page = browser.page("gradient?h=1e-13");
    assertThat(page.locator("[data-digits]")).containsText(Pattern.compile("in [0-4] digits"));
    Locator slider = page.getByLabel("step h of the differences", exact()).first();
    slider.focus();
    for (int i = 0; i < 6; i++) {
      page.keyboard().press("PageUp");
    }
    assertThat(page.locator("[data-digits]")).containsText(Pattern.compile("in (9|1[0-2]) digits"));
  }

  @Test
  void the_copied_command_names_what_is_seen() {
    Page page = browser.page(BOWL);
    assertThat(page.locator("[data-fact=value]")).hasText("25");
    page.getByText("Copy as command").click();
    assertThat(page.getByText("Copied")).isVisible();
    assertThat((String) page.evaluate("navigator.clipboard.readText()"))
        .startsWith("thalweg gradient 'x^2 + y^2' --variables x,y --at 3.0,4.0 --field -");
  }

  @Test
  void nothing_bars_whoever_hears_it_and_it_looks_as_it_should() {
    Page page = browser.page("gradient");
    assertThat(page.locator(".node.result .value")).isVisible();
    browser.picture(page, "gradient");
    browser.requireAccessible(page);
    Page dark =
        browser.page(
            "gradient?f=(1+-+x)%5E2+%2B+100*(y+-+x%5E2)%5E2&x=-1&y=1.5&x0=-2&x1=2&y0=-1&y1=2.6",
            1280, 900, true);
    assertThat(dark.locator(".node.result .value")).isVisible();
    browser.picture(dark, "gradient-dark");
    browser.requireAccessible(dark);
    Page phone = browser.page("gradient?f=x*exp(-x%5E2+-+y%5E2)&x=0.4&y=0.6", 375, 812, false);
    phone.getByLabel("Language").selectOption("zh");
    assertThat(phone.locator("[data-report]")).containsText("上升最快");
    browser.picture(phone, "gradient-phone");
    assertThat((Boolean) phone.evaluate("document.body.scrollWidth <= 375")).isTrue();
    browser.requireAccessible(phone);
  }
}
