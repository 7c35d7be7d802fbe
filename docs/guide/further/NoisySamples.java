import module thalweg;

void main() {
  var random = new java.util.SplittableRandom(1);
  double dt = 0.02;
  double[] samples = new double[400];
  for (int i = 0; i < samples.length; i++) {
    samples[i] = Math.sin(i * dt) + 0.01 * random.nextGaussian();
  }
  LanczosDerivative lanczos = LanczosDerivative.of(samples, dt, 20, 3);
  double slope = lanczos.slopes()[200];
  double plain = (samples[201] - samples[199]) / (2 * dt);
  IO.println(Math.abs(slope - Math.cos(4)) < 3 * lanczos.errors()[200]);
  IO.println(Math.abs(slope - Math.cos(4)) < Math.abs(plain - Math.cos(4)));
}
