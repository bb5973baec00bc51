/**
 * What operators do over HTTP under {@code /admin}, shown in the OpenAPI UI. Callers show a SAS token of a policy with all
 * rights
 * of a back end, iothubowner; single sign-on will come beside it.
 */
@NullMarked
package io.nave.admin;

import org.jspecify.annotations.NullMarked;
