/** What is measured of a portfolio's risk, and how its methods did; values only. */
package io.orchestrator.domain.risk.measure;
