/**
 * DTN IQFeed over the sockets of IQConnect, protocol 6.2 or 6.1: Level 1 (5009), lookup (9100),
 * market depth (9200), admin (9300), derivatives (9400). Start at {@link
 * io.orchestrator.adapters.iqfeed.IqFeedClient}.
 */
package io.orchestrator.adapters.iqfeed;
