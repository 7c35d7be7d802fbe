package thalweg.studio.descent;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import thalweg.studio.Browser;

/// Question: how long after the pointer has moved are three walks of 200 steps drawn anew?
///
/// Counts for each pointer event the time from its own stamp to the end of the first painting of an
/// answer to a question that was asked at that event or after it. To run: this class's main method.
final class DragTiming {
  /// Watches from outside: when the pointer moved, what was asked, and when its answer was painted.
  private static final String WATCH =
      """
      () => {
        window.moved = []; window.taken = []; window.parts = [[], [], []];
        let answered = -1, got = -1;
        addEventListener('pointerrawupdate', e => window.moved.push(e.timeStamp), true);
        const fetched = window.fetch;
        window.fetch = async (path, options) => {
          const asked = performance.now();
          const response = await fetched(path, options);
          if (String(path).endsWith('descent/race')) {
            const bytes = response.arrayBuffer.bind(response);
            response.arrayBuffer = async () => {
              const all = await bytes();
              answered = asked;
              got = performance.now();
              window.parts[1].push(got - asked);
              return all;
            };
          }
          return response;
        };
        const restore = CanvasRenderingContext2D.prototype.restore;
        CanvasRenderingContext2D.prototype.restore = function () {
          restore.call(this);
          if (answered >= 0 && this.canvas.closest('[data-figure=descent]')) {
            const now = performance.now();
            const done = window.moved.filter(at => at <= answered);
            window.parts[2].push(now - got);
            if (done.length) {
              window.parts[0].push(answered - done[done.length - 1]);
            }
            window.taken.push(...done.map(at => now - at));
            window.moved = window.moved.filter(at => at > answered);
            answered = -1;
          }
        };
      }
      """;

  /// Medians of the three parts of that time.
  private static final String PARTS =
      """
      () => ['to the question', 'to the answer', 'to the picture'].map((name, i) => {
        const part = window.parts[i].sort((a, b) => a - b);
        return name + ' ' + part[part.length >> 1].toFixed(1) + ' ms';
      }).join(', ')
      """;

  private DragTiming() {}

  /// Prints the page of figures.
  public static void main(String[] arguments) {
    try (Browser browser = Browser.open()) {
      Page page =
          browser.page(
              "descent?r=steepest@0.09;momentum(momentum 0.8)@0.03;adam@0.3&n=200&s=3,1"
                  + "&w=-4,4,-2.5,2.5");
      page.locator(".racer .end").first().waitFor();
      page.waitForTimeout(3_000);
      page.evaluate(WATCH);
      BoundingBox box = page.locator(".handle .dot").first().boundingBox();
      double x = box.x + box.width / 2;
      double y = box.y + box.height / 2;
      page.mouse().move(x, y);
      page.mouse().down();
      for (int lap = 0; lap < 6; lap++) {
        page.evaluate(
            "() => { window.moved = []; window.taken = []; window.parts = [[], [], []]; }");
        for (int i = 0; i < 200; i++) {
          double turn = 2 * Math.PI * i / 100;
          page.mouse().move(x - 150 + 150 * Math.cos(turn), y + 100 * Math.sin(turn));
          page.waitForTimeout(8);
        }
        page.waitForTimeout(200);
        print(lap, (List<?>) page.evaluate("() => window.taken"));
        System.out.println("       " + page.evaluate(PARTS));
      }
      page.mouse().up();
      browser.requireSilence();
    }
  }

  private static void print(int lap, List<?> taken) {
    double[] millis = taken.stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
    Arrays.sort(millis);
    int n = millis.length;
    System.out.printf(
        Locale.ROOT,
        "lap %d: %d events, median %.1f ms, 90 %% %.1f ms, 99 %% %.1f ms, most %.1f ms%n",
        lap,
        n,
        millis[n / 2],
        millis[n * 9 / 10],
        millis[n * 99 / 100],
        millis[n - 1]);
  }
}
