import module thalweg;

/// A shot at a target, simulated in steps of time: where the last step falls is chance.
double miss(double... x) {
  double miss = 0;
  for (int wind = -1; wind <= 1; wind++) {
    double across = 0;
    double up = 0;
    double forward = x[1] * Math.cos(x[0]);
    double upward = x[1] * Math.sin(x[0]);
    while (up >= 0) {
      across += 1e-4 * forward;
      up += 1e-4 * upward;
      forward -= 1e-4 * 0.05 * (forward - wind);
      upward -= 1e-4 * (9.81 + 0.05 * upward);
    }
    miss += Math.pow(across - 10, 2);
  }
  return miss + 0.01 * x[1] * x[1];
}

void main() {
  var end = Descent.minimise(this::miss, 0.4, 15);
  IO.println(end.outcome().written() + ", by " + end.finisher());
  IO.println("noise was found: " + (end.noise() > 1e-4 && end.noise() < 1));
  IO.println("angle %.2f, speed %.1f".formatted(end.point()[0], end.point()[1]));
}
