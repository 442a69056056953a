package io.orchestrator.adapters.ibkr;

/** What a session knows and asks beside orders. */
record SessionParts(Questions questions, Farms farms, Alarms alarms, ProfitWatch profits) {
  void sessionReady(String account) {
    alarms.sessionReady();
    profits.resubscribe(account);
  }

  void sessionLost(String detail) {
    questions.sessionLost(detail);
    farms.clear();
    profits.sessionLost();
  }
}
