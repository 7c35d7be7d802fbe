package thalweg.terminal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Turns the first Ctrl-C or SIGTERM into a request to stop, and a second one into an immediate
/// end, for as long as it is open.
final class Interrupts implements AutoCloseable {
  private final AtomicInteger received = new AtomicInteger();
  private final Runnable stop;
  private final Runnable restore;

  /// Begins to listen.
  ///
  /// @param stop called once, on another thread
  Interrupts(Runnable stop) {
    this.stop = stop;
    Runnable interrupt = listen("INT", ExitCode.INTERRUPTED);
    Runnable terminate = listen("TERM", ExitCode.TERMINATED);
    restore =
        () -> {
          interrupt.run();
          terminate.run();
        };
  }

  /// Installs a handler and returns what puts the one before it back.
  ///
  /// Written with reflection, since javac warns of every mention of sun.misc.Signal, the only door
  /// to signals that Java has, and cannot be told not to.
  private Runnable listen(String name, int exitCode) {
    try {
      Class<?> signals = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Method handle = signals.getMethod("handle", signals, handlers);
      Object signal = signals.getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              handlers.getClassLoader(),
              new Class<?>[] {handlers},
              (self, method, arguments) -> answer(exitCode, self, method, arguments));
      Object before = handle.invoke(null, signal, handler);
      return () -> putBack(handle, signal, before);
    } catch (InvocationTargetException | IllegalArgumentException _) {
      // A JVM started with -Xrs, or a system without this signal: it then ends the process at once.
      return () -> {};
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("the module jdk.unsupported has changed", changed);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  private @Nullable Object answer(
      int exitCode, Object self, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        receive(exitCode);
        yield null;
      }
      case "equals" -> arguments != null && self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "handler of exit code " + exitCode;
    };
  }

  private static void putBack(Method handle, Object signal, Object before) {
    try {
      handle.invoke(null, signal, before);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("the module jdk.unsupported has changed", changed);
    }
  }

  private void receive(int exitCode) {
    if (received.compareAndSet(0, exitCode)) {
      stop.run();
    } else {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  /// Returns the exit code that belongs to the signal received, or OK.
  int exitCode() {
    int code = received.get();
    return code == 0 ? ExitCode.OK : code;
  }

  @Override
  public void close() {
    restore.run();
  }
}
