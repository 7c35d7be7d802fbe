package thalweg.algebra.kernel;

import thalweg.algebra.Shape;
import thalweg.architecture.OutsideTheKernel;
import thalweg.calculus.function.ScalarFunction;

/// Breaks the house rules on purpose, so that the tests of the rules have something to catch.
@SuppressWarnings({"SystemOut", "SystemExitOutsideMain", "unused", "CatchAndPrintStackTrace"})
public abstract class OffenderImpl implements ScalarFunction {
  Shape knowsTheRoomAbove = Shape.SCALAR;
  OutsideTheKernel standsInACircle;

  void prints(Throwable thrown) {
    System.out.println("printed");
    IO.println("printed");
    thrown.printStackTrace();
  }

  void installsHandlers() {
    Runtime.getRuntime().addShutdownHook(new Thread());
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
  }

  void exits(boolean hard) {
    if (hard) {
      Runtime.getRuntime().halt(1);
    }
    System.exit(1);
  }
}
