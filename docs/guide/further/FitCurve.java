import module thalweg;

void main() throws IOException {
  // A cup of tea cools towards the room; the thermometer is off by a degree.
  var random = new SplittableRandom(1);
  double[] minutes = IntStream.rangeClosed(0, 20).mapToDouble(i -> 3 * i).toArray();
  double[] degrees = Arrays.stream(minutes)
      .map(t -> Math.round(10 * (21 + 64 * Math.exp(-0.05 * t) + random.nextGaussian())) / 10.0)
      .toArray();
  var table = IntStream.range(0, 21).mapToObj(i -> minutes[i] + "," + degrees[i]).collect(Collectors.joining("\n"));
  Files.writeString(Path.of("tea.csv"), "t,degrees\n" + table + "\n");

  CurveFit tea = Curve.of("room + over*exp(-rate*t)", "t").fit(minutes, degrees);
  Fit fit = tea.fit();
  for (String name : fit.names()) {
    IO.println("%-4s %8.4f ± %.4f".formatted(name, fit.parameter(name), fit.standardError(name)));
  }
  IO.println(fit.outcome().written() + ", residuals of " + "%.2f".formatted(fit.residualStandardDeviation()));
  CurveFit.Band band = tea.band(0.95, 45);
  IO.println("after 45 minutes %.2f ± %.2f".formatted(band.value(), band.confidence()));
}
