/// A module that learns.
module shop.learn {
  requires thalweg;
  // The fast loops; without it the same bits come by plain ones.
  requires jdk.incubator.vector;
}
