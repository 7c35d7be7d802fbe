package thalweg.studio.derivative;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.studio.InBrowser;

@Timeout(300)
class DerivativeViewTest extends InBrowser {
  private static final String PARABOLA = "derivative?f=x%5E2&x=1&h=1&x0=-4&x1=4";

  private static Locator fact(Page page, String name) {
    return page.locator("[data-fact=" + name + "]");
  }

  @Test
  void the_point_is_dragged_and_tangent_and_secant_follow() {
    Page page = browser.page(PARABOLA);
    assertThat(fact(page, "truth")).hasText("2");
    assertThat(fact(page, "slope")).hasText("3");
    String tangent = page.locator(".line.tangent").getAttribute("d");
    drag(page, page.getByLabel("The point", exact()), 60, 0);
    assertThat(page).hasURL(Pattern.compile(".*[?&]x=2\\.[0-9]+&.*"));
    assertThat(fact(page, "truth")).hasText(Pattern.compile("4\\.[0-9]+|5\\.[0-9]+"));
    assertThat(page.locator(".line.tangent")).not().hasAttribute("d", tangent);
  }

  private static Page.GetByLabelOptions exact() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  @Test
  void the_step_is_dragged_on_the_graph_and_on_the_v() {
    Page page = browser.page(PARABOLA);
    assertThat(fact(page, "slope")).hasText("3");
    drag(page, page.locator(".handle.end"), -20, 0);
    assertThat(fact(page, "slope")).hasText(Pattern.compile("2\\.[0-9]+"));
    drag(page, page.locator(".handle.step"), -120, 0);
    assertThat(fact(page, "slope")).hasText(Pattern.compile("2\\.000[0-9]+"));
  }

  @Test
  void the_slider_of_the_step_goes_by_keys_until_the_secant_breaks_down() {
    Page page = browser.page("derivative?h=1e-15");
    Locator report = page.locator("[data-report]");
    assertThat(report).containsText("Rounding rules");
    Locator slider = page.getByLabel("step h", exact()).first();
    slider.focus();
    page.keyboard().press("Home");
    assertThat(report).containsText("both ends are the same number");
    assertThat(fact(page, "slope")).hasText("0");
    page.keyboard().press("End");
    assertThat(report).containsText("The curve bends away");
    assertThat(slider).hasAttribute("aria-valuetext", "10");
  }

  @Test
  void the_graph_is_zoomed_and_panned_by_keys_and_by_mouse() {
    Page page = browser.page(PARABOLA);
    assertThat(fact(page, "truth")).hasText("2");
    Locator plane = page.locator("[data-figure=derivative] svg").first();
    plane.focus();
    page.keyboard().press("+");
    assertThat(page).hasURL(Pattern.compile(".*x0=-3\\.2.*fit=false.*"));
    page.keyboard().press("0");
    assertThat(page).not().hasURL(Pattern.compile(".*fit=false.*"));
    BoundingBox box = plane.boundingBox();
    page.mouse().move(box.x + box.width - 60, box.y + box.height - 90);
    page.mouse().down();
    page.mouse().move(box.x + box.width - 140, box.y + box.height - 90);
    page.mouse().up();
    assertThat(page).hasURL(Pattern.compile(".*fit=false.*"));
  }

  @Test
  void a_shared_address_restores_the_view() {
    Page page =
        browser.page("derivative?f=exp(x)&x=0.5&h=1e-9&method=central&single=true&x0=-1&x1=2");
    assertThat(page.getByLabel("f", exact())).hasValue("exp(x)");
    assertThat(page.getByLabel("central")).isChecked();
    assertThat(fact(page, "truth")).hasText("1.648721271");
    assertThat(page.locator(".note.single")).containsText("no secant is left");
    assertThat(page.locator(".digits table")).hasCount(2);
  }

  @Test
  void a_corner_a_pole_and_an_unfinished_formula_are_told() {
    Page page = browser.page("derivative?f=abs(x)&x=0&h=0.5");
    Locator report = page.locator("[data-report]");
    assertThat(report).containsText("A corner: the slope is −1 on the left and 1 on the right");
    Locator formula = page.getByLabel("f", exact());
    formula.fill("1/x");
    assertThat(report).containsText("no value here");
    formula.fill("1/(x");
    assertThat(page.locator(".wrong")).containsText("column");
    formula.fill("x*y");
    assertThat(page.locator(".wrong")).containsText("a function of one is needed");
  }

  @Test
  void the_copied_command_names_what_is_seen() {
    Page page = browser.page("derivative?f=x%5E3&x=2&h=0.25&method=backward");
    page.getByText("Copy as command").click();
    assertThat(page.getByText("Copied")).isVisible();
    assertThat(page.evaluate("navigator.clipboard.readText()"))
        .isEqualTo("thalweg derivative 'x^3' --at 2.0 --method backward --step 0.25");
  }

  @Test
  void a_figure_is_downloaded_with_its_numbers() throws IOException {
    Page page = browser.page(PARABOLA);
    assertThat(fact(page, "truth")).hasText("2");
    Path csv =
        page.waitForDownload(() -> page.getByLabel("Download as CSV: derivative").click()).path();
    assertThat(Files.readAllLines(csv)).hasSize(1202).first().isEqualTo("x,f(x)");
    Path errors =
        page.waitForDownload(() -> page.getByLabel("Download as CSV: errors").click()).path();
    assertThat(Files.readAllLines(errors).getFirst()).startsWith("h,forward,backward,central,");
    Path svg =
        page.waitForDownload(() -> page.getByLabel("Download as SVG: errors").click()).path();
    assertThat(Files.readString(svg)).startsWith("<svg").contains("</svg>");
    Path png =
        page.waitForDownload(() -> page.getByLabel("Download as PNG: derivative").click()).path();
    assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(600);
  }

  @Test
  void nothing_bars_whoever_hears_it_and_it_looks_as_it_should() {
    Page page = browser.page("derivative");
    assertThat(fact(page, "truth")).hasText("0.5403023059");
    browser.picture(page, "derivative");
    browser.requireAccessible(page);
    Page dark = browser.page("derivative?h=1e-9&method=central&single=true", 1280, 900, true);
    assertThat(fact(dark, "truth")).hasText("0.5403023059");
    browser.picture(dark, "derivative-dark");
    browser.requireAccessible(dark);
    Page phone = browser.page("derivative?f=1%2Fx&x=0.5&h=0.3&x0=-3&x1=3", 375, 812, false);
    phone.getByLabel("Language").selectOption("zh");
    assertThat(phone.locator("[data-report]")).containsText("曲线偏离割线");
    browser.picture(phone, "derivative-phone");
    assertThat((Boolean) phone.evaluate("document.body.scrollWidth <= 375")).isTrue();
    browser.requireAccessible(phone);
  }
}
