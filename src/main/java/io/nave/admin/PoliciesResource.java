package io.nave.admin;

import java.util.List;

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

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.access.Caller;
import io.nave.hub.access.PolicyRequest;
import io.nave.hub.access.PolicyService;
import io.nave.hub.access.StoredPolicy;
import io.nave.hub.id.EtagCondition;
import io.smallrye.mutiny.Uni;

/** {@code /admin/policies}: shared access policies and their keys, in the words of Azure's resource. */
@Path("/admin/policies")
@Singleton
@Tag(name = "Shared access policies", description = "Named keys with rights over the hub. Nobody handles a policy that may do more than he. Built-in policies whose keys are given by configuration get those again at the next start.")
public final class PoliciesResource {

    private final PolicyService policies;

    PoliciesResource(PolicyService policies) {
        this.policies = policies;
    }

    @GET
    @Operation(summary = "List the policies, without their keys")
    @APIResponse(responseCode = "200", description = "An array of policies")
    public Uni<Response> list(@Context SecurityContext security) {
        AdminCall.operator(security);
        return policies.list().map(PoliciesResource::array);
    }

    @GET
    @Path("/{name}")
    @Operation(summary = "Get a policy, without its keys")
    @APIResponse(responseCode = "200", description = "The policy; its version is in ETag")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<Response> get(@PathParam("name") String name, @Context SecurityContext security) {
        AdminCall.operator(security);
        return policies.get(name).map(PoliciesResource::withoutKeys);
    }

    @PUT
    @Path("/{name}")
    @Operation(summary = "Create a policy, or replace its rights and the keys that are given")
    @RequestBody(description = "Keys that are left out are generated, or kept", content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"rights\":\"RegistryRead, ServiceConnect\"}"))
    @APIResponse(responseCode = "200", description = "The policy, without its keys")
    @APIResponse(responseCode = "400", description = "Not a policy, or there are 16 already, or a built-in one would get other rights")
    @APIResponse(responseCode = "401", description = "The policy may do more than the caller")
    @APIResponse(responseCode = "412", description = "The policy has another ETag than If-Match says, or is not there")
    public Uni<Response> put(@PathParam("name") String name, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte[] body, @Context SecurityContext security) {
        Caller caller = AdminCall.operator(security);
        PolicyRequest request = PolicyJson.request(name, AdminCall.read(body));
        return policies.put(request, EtagCondition.parse(ifMatch), caller).map(PoliciesResource::withoutKeys);
    }

    @DELETE
    @Path("/{name}")
    @Operation(summary = "Delete a policy; connections that rest on it end")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "400", description = "It is a built-in policy")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    @APIResponse(responseCode = "412", description = "The policy has another ETag than If-Match says")
    public Uni<Response> delete(@PathParam("name") String name, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context SecurityContext security) {
        Caller caller = AdminCall.operator(security);
        return policies.delete(name, EtagCondition.parse(ifMatch), caller)
                .replaceWith(() -> Response.noContent().build());
    }

    @POST
    @Path("/{name}/listkeys")
    @Operation(summary = "Get a policy with its keys")
    @APIResponse(responseCode = "200", description = "The policy with primaryKey and secondaryKey")
    @APIResponse(responseCode = "401", description = "The policy may do more than the caller")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    public Uni<Response> listKeys(@PathParam("name") String name, @Context SecurityContext security) {
        Caller caller = AdminCall.operator(security);
        return policies.keysOf(name, caller).map(PoliciesResource::withKeys);
    }

    @POST
    @Path("/{name}/regenerateKey")
    @Operation(summary = "Generate one key anew, or let the two change places; connections that rest on the old key end")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"keyName\":\"primary\"}"))
    @APIResponse(responseCode = "200", description = "The policy with its keys as they are now")
    @APIResponse(responseCode = "400", description = "keyName is not primary, secondary or swap")
    @APIResponse(responseCode = "401", description = "The policy may do more than the caller")
    @APIResponse(responseCode = "404", description = "There is no such policy")
    @APIResponse(responseCode = "412", description = "The policy has another ETag than If-Match says")
    public Uni<Response> regenerateKey(@PathParam("name") String name,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body, @Context SecurityContext security) {
        Caller caller = AdminCall.operator(security);
        PolicyService.KeyChange what = PolicyJson.keyChange(AdminCall.read(body));
        return policies.rotate(name, what, EtagCondition.parse(ifMatch), caller).map(PoliciesResource::withKeys);
    }

    private static Response array(List<StoredPolicy> policies) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        policies.stream().map(PolicyJson::withoutKeys).forEach(array::add);
        return AdminCall.answer(array);
    }

    private static Response withoutKeys(StoredPolicy stored) {
        return AdminCall.answer(200, PolicyJson.withoutKeys(stored), stored.etag());
    }

    private static Response withKeys(StoredPolicy stored) {
        return AdminCall.answer(200, PolicyJson.withKeys(stored), stored.etag());
    }
}
