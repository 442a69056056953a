package io.orchestrator.test.trading;

import io.orchestrator.domain.port.BrokerGateway;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** The broker tells executions of the day only: one of the day before is not told any more. */
final class ForgetfulGateway implements InvocationHandler {
  volatile boolean aDayLater;
  private BrokerGateway adapter;

  BrokerGateway around(BrokerGateway real) {
    adapter = real;
    return (BrokerGateway)
        Proxy.newProxyInstance(
            BrokerGateway.class.getClassLoader(), new Class<?>[] {BrokerGateway.class}, this);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Object[] passed = arguments;
    if (method.getName().equals("start")) {
      @SuppressWarnings("unchecked") // The port's own type of that one argument.
      var listener = (Consumer<BrokerGateway.BrokerEvent>) arguments[0];
      Consumer<BrokerGateway.BrokerEvent> hearing =
          event -> {
            if (!(aDayLater && event instanceof BrokerGateway.ExecutionReported)) {
              listener.accept(event);
            }
          };
      passed = new Object[] {hearing};
    }
    try {
      return method.invoke(adapter, passed);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
