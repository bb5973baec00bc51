/**
 * The REST contract on port 443: one *Resource per part of it. A request passes PathFilter (PathRules: which paths are refused;
 * PathText: the path in one form, PathWords: its words in one case), SharedAccessFilter (who calls, and whether the token
 * covers the path) or, where devices call, DeviceFilter, its resource (which right the call needs, then the hub), and what
 * fails becomes an answer in HubExceptionMapper. WireJson alone knows the JSON
 * fields. Start at DevicesResource. What devices call themselves is in TelemetryResource (TelemetryBatch, TelemetryProperties;
 * BoundedBody reads the request) and DeviceQueueResource (LongPolls, DeviceQueueHeaders); answered means stored. Who may do
 * what is decided by the matched resource, never by a path pattern in the
 * configuration: such patterns have been passed by with {@code ;} and {@code %2F} before.
 */
@NullMarked
@OpenAPIDefinition(info = @Info(title = "Nave", version = "2021-04-12", description = "The REST API of Azure IoT Hub's back ends, "
        + "and what operators need beside it. Press Authorize and paste a SAS token of a shared access policy, or an access token where the hub knows an OpenID Connect provider."), security = {
                @SecurityRequirement(name = "SAS token"),
                @SecurityRequirement(name = "access token") }, components = @Components(securitySchemes = {
                        @SecurityScheme(securitySchemeName = "SAS token", type = SecuritySchemeType.APIKEY, in = SecuritySchemeIn.HEADER, apiKeyName = "Authorization", description = "SharedAccessSignature sr={host}&sig={signature}&se={expiry}&skn={policy}"),
                        @SecurityScheme(securitySchemeName = "access token", type = SecuritySchemeType.HTTP, scheme = "bearer", bearerFormat = "JWT", description = "Of the OpenID Connect provider that nave.oidc.url names; without one it is refused with 401") }))
package io.nave.protocol.http;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.jspecify.annotations.NullMarked;
