/** One class per resource: the lines of the table of routes and what each does. */
package io.orchestrator.http.routes;
