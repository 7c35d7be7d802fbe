package thalweg.studio;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// How the page is served.
///
/// @param host the address to listen at; every other than a loopback one lets other machines in,
///   with the token alone between them and this process
/// @param port the port to listen at; 0 for any that is free
public record StudioSettings(String host, int port) {
  /// Checks the settings.
  public StudioSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "studio: the host is empty; write one, such as 127.0.0.1.");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "studio: port " + port + "; it must be from 1 to 65535, or 0 for any that is free.");
    }
  }

  /// This machine alone, on any free port.
  public static StudioSettings standard() {
    return new StudioSettings("127.0.0.1", 0);
  }

  /// Returns these settings with another host.
  public StudioSettings withHost(String host) {
    return new StudioSettings(host, port);
  }

  /// Returns these settings with another port.
  public StudioSettings withPort(int port) {
    return new StudioSettings(host, port);
  }

  /// Returns whether only this machine can reach the page.
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
