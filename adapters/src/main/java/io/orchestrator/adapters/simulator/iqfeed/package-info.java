/**
 * IQFeed servers in front of the simulated market: Level 1, lookup and admin, protocol 6.2 (6.1 for
 * clients that ask for it). Market depth (9200) and streaming bars (9400) are not served.
 */
package io.orchestrator.adapters.simulator.iqfeed;
