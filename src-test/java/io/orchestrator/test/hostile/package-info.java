/** Bad input from outside: every failure is said clearly, and nothing hangs or is lost. */
package io.orchestrator.test.hostile;
