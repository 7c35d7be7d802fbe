import module thalweg;

void main() throws Exception {
  var network = Network.of("784-20-10", Activation.RELU);
  var data = Digits.split(1, 2_000, 200);
  var settings = TrainingSettings.defaults().withBatch(400).withEpochs(2).withThreads(1);
  String alone = Trainer.of(network, data, settings).run().model().weightsSha256();

  // Here the members are threads of one program; elsewhere each is a process, on a machine of its own.
  var addresses = List.of(free(), free(), free());
  byte[] secret = "known to us alone".getBytes(StandardCharsets.UTF_8);
  try (var machines = Executors.newFixedThreadPool(3)) {
    var members = new ArrayList<Future<String>>();
    for (int rank = 0; rank < 3; rank++) {
      int own = rank;
      members.add(machines.submit(() -> {
        try (Crew crew = Crew.meet(own, addresses, secret, Duration.ofMinutes(1))) {
          return crew.join(Trainer.of(network, data, settings)).run().model().weightsSha256();
        }
      }));
    }
    for (var member : members) {
      IO.println(member.get().equals(alone));
    }
  }
}

/// An address of this machine at which nobody listens.
InetSocketAddress free() throws IOException {
  try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
    return new InetSocketAddress(door.getInetAddress(), door.getLocalPort());
  }
}
