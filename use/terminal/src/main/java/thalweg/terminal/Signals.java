package thalweg.terminal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// The signals of the operating system.
///
/// Written with reflection, since javac warns of every mention of sun.misc.Signal, the only door to
/// signals that Java has, and cannot be told not to.
final class Signals {
  /// What became of the wish to hear a signal.
  ///
  /// @param isHeard whether it is: a process that was started with the signal ignored, as in the
  ///   background of a script, does not hear it, nor does a JVM started with -Xrs
  /// @param restore puts back what was there before
  record Hearing(boolean isHeard, Runnable restore) {}

  private Signals() {}

  /// Has `answer` run, on another thread, for every signal of this name, such as `INT`.
  static Hearing listen(String name, Runnable answer) {
    try {
      Class<?> signals = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Method handle = signals.getMethod("handle", signals, handlers);
      Object signal = signals.getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              handlers.getClassLoader(),
              new Class<?>[] {handlers},
              (self, method, arguments) -> answer(answer, self, method, arguments));
      Object before = handle.invoke(null, signal, handler);
      Object ignored = handlers.getField("SIG_IGN").get(null);
      return new Hearing(!before.equals(ignored), () -> putBack(handle, signal, before));
    } catch (InvocationTargetException | IllegalArgumentException _) {
      // A JVM started with -Xrs, or a system without this signal: it then ends the process at once.
      return new Hearing(false, () -> {});
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("the module jdk.unsupported has changed", changed);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
  private static @Nullable Object answer(
      Runnable answer, Object self, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        answer.run();
        yield null;
      }
      case "equals" -> arguments != null && self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "handler of the command";
    };
  }

  private static void putBack(Method handle, Object signal, Object before) {
    try {
      handle.invoke(null, signal, before);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("the module jdk.unsupported has changed", changed);
    }
  }
}
