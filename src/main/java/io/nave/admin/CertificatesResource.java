package io.nave.admin;

import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.admin.CertificateJson.Upload;
import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.certificates.CertificateAuthority;
import io.nave.hub.certificates.CertificateAuthorityService;
import io.nave.hub.id.EtagCondition;
import io.smallrye.mutiny.Uni;

/** {@code /admin/certificates}: the certificate authorities whose devices are let in (semantics §9.3). */
@Path("/admin/certificates")
@Singleton
@Tag(name = "Certificates", description = "The authorities that issue certificates for devices. A device whose authentication"
        + " is certificateAuthority shows a certificate with its id as common name that leads to a verified one of these.")
public final class CertificatesResource {

    private static final String JSON = "application/json; charset=utf-8";
    private static final String UPLOAD = "{\"properties\":{\"certificate\":\"-----BEGIN CERTIFICATE-----…\"}}";
    private static final String PROOF = "{\"certificate\":\"-----BEGIN CERTIFICATE-----…\"}";

    private final CertificateAuthorityService authorities;

    CertificatesResource(CertificateAuthorityService authorities) {
        this.authorities = authorities;
    }

    @GET
    @Operation(summary = "List the certificates, at most 25")
    @APIResponse(responseCode = "200", description = "The certificates by name, in \"value\"")
    public Uni<Response> list(@Context SecurityContext security) {
        requireOperator(security);
        return authorities.list().map(CertificateJson::list).map(json -> ok(json).build());
    }

    @GET
    @Path("/{name}")
    @Operation(summary = "Get a certificate")
    @APIResponse(responseCode = "200", description = "The certificate")
    @APIResponse(responseCode = "404", description = "There is no such certificate")
    public Uni<Response> get(@PathParam("name") String name, @Context SecurityContext security) {
        requireOperator(security);
        return authorities.get(name).map(CertificatesResource::certificate);
    }

    @PUT
    @Path("/{name}")
    @Operation(summary = "Upload a certificate, or replace it when If-Match is given", description = "It counts once it is"
            + " verified: by a verification code, or at once with isVerified, by which you vouch for it. Replacing it cuts the"
            + " devices that rest on it.")
    @RequestBody(description = "PEM, or base64 of DER", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = UPLOAD))
    @APIResponse(responseCode = "201", description = "Uploaded")
    @APIResponse(responseCode = "200", description = "Replaced")
    @APIResponse(responseCode = "400", description = "Not a certificate of an authority, not a name, or there are 25 already")
    @APIResponse(responseCode = "404", description = "If-Match was given and there is no such certificate")
    @APIResponse(responseCode = "409", description = "If-Match was not given and there is such a certificate")
    @APIResponse(responseCode = "412", description = "The certificate has another etag")
    public Uni<Response> put(@PathParam("name") String name, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security) {
        requireOperator(security);
        Upload upload = CertificateJson.upload(body);
        EtagCondition condition = EtagCondition.parse(ifMatch);
        return condition.mustExist()
                ? authorities.replace(name, upload.certificate(), upload.isVerified(), condition.etag())
                        .map(CertificatesResource::certificate)
                : authorities.create(name, upload.certificate(), upload.isVerified()).map(CertificatesResource::created);
    }

    @DELETE
    @Path("/{name}")
    @Operation(summary = "Delete a certificate and cut the devices that rest on it")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such certificate")
    @APIResponse(responseCode = "412", description = "The certificate has another etag")
    public Uni<Response> delete(@PathParam("name") String name, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        requireOperator(security);
        return authorities.delete(name, EtagCondition.parse(ifMatch).etag())
                .replaceWith(() -> Response.noContent().build());
    }

    @POST
    @Path("/{name}/generateVerificationCode")
    @Operation(summary = "Get a code to prove possession of the private key with", description = "Sign a certificate with the"
            + " authority's key whose common name is properties.verificationCode, and send it to verify.")
    @APIResponse(responseCode = "200", description = "The certificate with its verification code")
    @APIResponse(responseCode = "400", description = "It is verified already")
    @APIResponse(responseCode = "404", description = "There is no such certificate")
    @APIResponse(responseCode = "412", description = "The certificate has another etag")
    public Uni<Response> generateVerificationCode(@PathParam("name") String name,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, @Context SecurityContext security) {
        requireOperator(security);
        return authorities.challenge(name, EtagCondition.parse(ifMatch).etag()).map(CertificatesResource::certificate);
    }

    @POST
    @Path("/{name}/verify")
    @Operation(summary = "Prove possession of the private key")
    @RequestBody(description = "A certificate that the authority signed, with the verification code as common name", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = PROOF))
    @APIResponse(responseCode = "200", description = "The certificate, verified")
    @APIResponse(responseCode = "400", description = "The proof is none, or no code was asked for")
    @APIResponse(responseCode = "404", description = "There is no such certificate")
    @APIResponse(responseCode = "412", description = "The certificate has another etag")
    public Uni<Response> verify(@PathParam("name") String name, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security) {
        requireOperator(security);
        return authorities.verify(name, CertificateJson.proof(body), EtagCondition.parse(ifMatch).etag())
                .map(CertificatesResource::certificate);
    }

    private static void requireOperator(SecurityContext security) {
        Caller caller = Caller.of(security.getUserPrincipal());
        caller.require(Permission.REGISTRY_WRITE);
        caller.require(Permission.SERVICE_CONNECT);
    }

    private static Response certificate(CertificateAuthority authority) {
        return tagged(Response.ok(), authority);
    }

    private static Response created(CertificateAuthority authority) {
        return tagged(Response.status(Response.Status.CREATED), authority);
    }

    private static Response tagged(Response.ResponseBuilder response, CertificateAuthority authority) {
        return response.entity(CertificateJson.certificate(authority).toString()).type(JSON)
                .header(HttpHeaders.ETAG, "\"" + authority.etag() + "\"").build();
    }

    private static Response.ResponseBuilder ok(JsonNode json) {
        return Response.ok(json.toString()).type(JSON);
    }
}
