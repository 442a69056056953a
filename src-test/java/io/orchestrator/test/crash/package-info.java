/** The real process dies in the middle of its work, again and again, in front of one broker. */
package io.orchestrator.test.crash;
