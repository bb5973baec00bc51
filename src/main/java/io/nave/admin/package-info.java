/**
 * What operators do over HTTP under {@code /admin}, shown in the OpenAPI UI. Callers show a SAS token of a policy with all
 * rights
 * of a back end, iothubowner, or an access token of an administrator with that role.
 * RoutingResource and RouteTestResource declare and try routes.
 * QueuesResource shows what waits for a device and what was dead-lettered.
 * FilesResource takes and gives the files of import and export jobs as streams; the path is the one place where the server
 * accepts bodies beyond a megabyte (PathFilter).
 * StorageResource signs for the container where uploaded files lie.
 */
@NullMarked
package io.nave.admin;

import org.jspecify.annotations.NullMarked;
