package thalweg.studio.training;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thalweg.network.NetworkParser;
import thalweg.studio.InBrowser;
import thalweg.training.Trainer;
import thalweg.training.TrainingResult;
import thalweg.training.TrainingSettings;
import thalweg.training.checkpoint.Checkpoint;
import thalweg.training.data.Dataset;
import thalweg.training.data.Digits;
import thalweg.training.data.Split;

/// Trainings, watched in a real browser.
@Timeout(300)
class TrainingPageTest extends InBrowser {
  private static final Split DIGITS = Digits.split(1, 600, 300);

  private static Asker asker;

  @BeforeAll
  static void open() {
    asker = new Asker(browser.studio().address());
  }

  private static Trainer digits(int epochs, double rate) {
    return digits("784, dense 20 init he, relu, dense 10 init he", epochs, rate);
  }

  private static Trainer digits(String network, int epochs, double rate) {
    return browser
        .studio()
        .watch(
            Trainer.of(
                NetworkParser.parse(network),
                DIGITS,
                TrainingSettings.defaults()
                    .withBatch(50)
                    .withEpochs(epochs)
                    .withRate(rate)
                    .withThreads(1)));
  }

  private static int last() throws Exception {
    int last = 0;
    for (var each : asker.ask("training/runs", "{}").json().get("runs")) {
      last = Math.max(last, each.get("run").asInt());
    }
    return last;
  }

  private static Locator choice(Page page, String name) {
    return page.locator(".panel .options label", new Page.LocatorOptions().setHasText(name));
  }

  @Test
  void a_run_is_gone_back_in_and_forked_and_its_address_shared() throws Exception {
    TrainingResult result = digits(6, 0.1).run();
    int run = last();
    Page page = browser.page("training?run=" + run);
    assertThat(page.locator("aside")).containsText("All 6 epochs are done.");
    assertThat(page.locator(".progress")).containsText("Step 72 of 72");
    // By keys: the slider to the very beginning, then on.
    Locator slider =
        page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("step").setExact(true));
    slider.focus();
    page.keyboard().press("Home");
    assertThat(page.locator(".hash")).containsText("Step 0 of epoch 1");
    button(page, "One step on").click();
    assertThat(page.locator(".hash")).containsText(asker.back(run, 1).substring(0, 16));
    page.keyboard().press("Tab");
    // By the mouse: the mark in the figure is dragged to the middle.
    Locator mark = page.locator("[data-figure=loss] .handle .dot");
    BoundingBox dot = mark.boundingBox();
    BoundingBox figure = page.locator("[data-figure=loss] svg").boundingBox();
    page.mouse().move(dot.x + dot.width / 2, dot.y + dot.height / 2);
    page.mouse().down();
    page.mouse().move(figure.x + figure.width / 2, dot.y + dot.height / 2);
    page.mouse().up();
    assertThat(page).hasURL(Pattern.compile(".*at=3[0-9].*"));
    int at = Integer.parseInt(page.url().replaceAll(".*at=(\\d+).*", "$1"));
    assertThat(page.locator(".hash")).containsText(asker.back(run, at).substring(0, 16));
    // The address holds where one is.
    Page shared = browser.page(page.url().replaceAll(".*#/", ""));
    assertThat(shared.locator(".hash")).containsText(asker.back(run, at).substring(0, 16));
    shared.close();
    button(page, "Fork here").click();
    assertThat(page.locator("aside")).containsText("It branches off run " + run);
    int fork = last();
    asker.ended(fork);
    Assertions.assertThat(asker.back(fork, 72)).isEqualTo(result.model().weightsSha256());
    assertThat(page.locator("aside")).containsText("All 6 epochs are done.");
    browser.picture(page, "training-fork");
    browser.requireAccessible(page);
  }

  @Test
  void a_run_on_the_way_is_watched_reloaded_slowed_and_stopped() throws Exception {
    int before = last();
    Trainer trainer = digits(100_000, 0.05);
    Thread thread = Thread.ofPlatform().daemon().start(trainer::run);
    while (last() == before || asker.run(last()).get("at").asInt() < 20) {
      Thread.sleep(5);
    }
    int run = last();
    Page page = browser.page("training?run=" + run);
    assertThat(page.locator("aside")).containsText("It is learning.");
    page.reload();
    assertThat(page.locator(".progress")).containsText("rows a second");
    assertThat(page.locator(".inside").first()).containsText("dense1.weight");
    assertThat(page.locator("[data-figure=gradients]")).isVisible();
    Locator rate =
        page.getByRole(
            AriaRole.SLIDER, new Page.GetByRoleOptions().setName("learning rate").setExact(true));
    rate.focus();
    page.keyboard().press("ArrowLeft");
    button(page, "Go on at this rate").click();
    assertThat(page.locator("aside")).containsText("Since step ");
    browser.picture(page, "training-live");
    button(page, "Stop").click();
    assertThat(page.locator("aside")).containsText("It was stopped after step");
    thread.join(10_000);
    Assertions.assertThat(thread.isAlive()).isFalse();
    browser.requireAccessible(page);
  }

  @Test
  void a_run_whose_numbers_break_says_so() {
    digits(6, 1e30).run();
    Page page = browser.page("training");
    assertThat(page.locator("aside .note.bad").first()).containsText("NaN or infinite");
    browser.picture(page, "training-nan");
    browser.requireAccessible(page);
  }

  @Test
  void each_panel_shows_what_is_inside() throws Exception {
    digits(12, 0.1).run();
    Page page = browser.page("training?run=" + last());
    choice(page, "Pictures").click();
    assertThat(page.locator(".tiles canvas")).hasCount(20);
    browser.picture(page, "training-pictures");
    choice(page, "Mistakes").click();
    assertThat(page.locator(".matrix tbody tr")).hasCount(10);
    browser.requireAccessible(page);
    choice(page, "Landscape").click();
    assertThat(page.locator(".panel")).containsText("At the weights the loss of 512 rows");
    browser.picture(page, "training-landscape");
    choice(page, "Pad").click();
    BoundingBox pad = page.locator(".pad canvas").first().boundingBox();
    page.mouse().move(pad.x + 110, pad.y + 40);
    page.mouse().down();
    page.mouse()
        .move(
            pad.x + 112, pad.y + 180, new com.microsoft.playwright.Mouse.MoveOptions().setSteps(8));
    page.mouse().up();
    assertThat(page.locator(".pad")).containsText("It is taken for 1");
    button(page, "Clear").click();
    assertThat(page.locator(".pad")).containsText("Draw a digit");
    page.locator(".pad canvas").first().focus();
    page.keyboard().press("Space");
    for (int i = 0; i < 10; i++) {
      page.keyboard().press("ArrowDown");
    }
    assertThat(page.locator(".pad")).containsText("It is taken for 1");
    browser.picture(page, "training-pad");
    browser.requireAccessible(page);
    choice(page, "Past runs").click();
    browser.requireAccessible(page);
  }

  @Test
  void filters_and_feature_maps_are_shown() throws Exception {
    digits("1x28x28, conv 8 3x3, relu, maxpool 2, flatten, dense 10", 3, 0.1).run();
    Page page = browser.page("training?run=" + last());
    choice(page, "Pictures").click();
    assertThat(page.locator(".tiles canvas")).hasCount(8);
    page.getByLabel("Pictures of").selectOption("given");
    assertThat(page.locator(".tiles")).containsText("map 8");
    browser.picture(page, "training-maps");
    browser.requireAccessible(page);
  }

  @Test
  void it_is_whole_on_a_phone_in_the_dark_and_in_chinese() throws Exception {
    digits(4, 0.1).run();
    Page page = browser.page("training?run=" + last(), 375, 800, true);
    assertThat(page.locator(".inside").first()).containsText("dense1.weight");
    Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(375);
    page.getByLabel("Language").selectOption("zh");
    assertThat(page.locator("h1")).containsText("它如何学习");
    browser.picture(page, "training-phone");
    browser.requireAccessible(page);
  }

  @Test
  void digits_are_trained_from_the_page() throws Exception {
    Page page = browser.page("training");
    if (last() > 0) {
      page.locator("summary", new Page.LocatorOptions().setHasText("Train another")).click();
    }
    page.getByLabel("rows", new Page.GetByLabelOptions().setExact(true)).last().fill("300");
    page.getByLabel("epochs", new Page.GetByLabelOptions().setExact(true)).last().fill("3");
    int before = last();
    button(page, "Train").click();
    while (last() == before) {
      Thread.sleep(10);
    }
    asker.ended(last());
    assertThat(page.locator("aside")).containsText("All 3 epochs are done.");

    button(page, "Save now").click();
    Locator said = page.locator("p[role=status]").first();
    assertThat(said).containsText("To go on from there: thalweg train --resume thalweg-run-");
    Matcher saved = Pattern.compile("Saved as (\\S+)\\. ").matcher(said.textContent());
    Assertions.assertThat(saved.find()).isTrue();
    Path file = Path.of(saved.group(1));
    Assertions.assertThat(Checkpoint.load(file).state().epoch()).isEqualTo(4);
    Files.delete(file);
    browser.picture(page, "training-saved");
  }

  @Test
  void a_hundred_thousand_points_are_moved_and_how_long_a_frame_takes_is_told() throws Exception {
    double[][] x = new double[800][1]; // many to an epoch: at its end they are judged
    double[] y = new double[800];
    for (int i = 0; i < 800; i++) {
      x[i][0] = Math.sin(i);
      y[i] = Math.cos(5 * i);
    }
    browser
        .studio()
        .watch(
            Trainer.of(
                NetworkParser.parse("1, dense 2 init he, tanh, dense 1 init he"),
                Split.of(Dataset.of(x, y)),
                TrainingSettings.defaults().withBatch(1).withEpochs(126).withThreads(1)))
        .run();
    Page page = browser.page("training?run=" + last() + "&smooth=0");
    assertThat(page.locator(".progress")).containsText("Step 100800 of 100800");
    Locator figure = page.locator("[data-figure=loss] svg");
    figure.focus();
    page.evaluate(
        """
        () => {
          window.frames_ = [];
          let before = performance.now();
          const next = (now) => {
            window.frames_.push(now - before);
            before = now;
            requestAnimationFrame(next);
          };
          requestAnimationFrame(next);
        }
        """);
    for (int i = 0; i < 30; i++) {
      page.keyboard().press(i % 2 == 0 ? "ArrowLeft" : "ArrowRight");
    }
    Object told =
        page.evaluate(
            "() => { const f = window.frames_.slice(2).sort((a, b) => a - b); return `median"
                + " ${f[f.length >> 1].toFixed(1)} ms, 95 % ${f[Math.floor(0.95 * f.length)]"
                + ".toFixed(1)} ms of ${f.length} frames`; }");
    Files.writeString(
        Path.of("target/screenshots/training-frames.txt"), "100,800 points: " + told + "\n");
    assertThat(page).hasURL(Pattern.compile(".*x1=.*"));
  }
}
