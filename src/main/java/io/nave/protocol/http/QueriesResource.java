package io.nave.protocol.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Singleton;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
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

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.json.IdentityState;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.JsonText;
import io.nave.hub.json.TwinJson;
import io.nave.hub.queries.QueryPage;
import io.nave.hub.queries.QueryRow;
import io.nave.hub.queries.QueryService;
import io.nave.hub.twins.TwinDocument;
import io.nave.protocol.http.IdentityStates.Identity;
import io.smallrye.mutiny.Uni;

/** {@code /devices/query}: twins by what they say, page by page (service-protocols §5.10, semantics §3.1). */
@Path("/devices")
@Singleton
@Tag(name = "Queries", description = "Devices and modules by what their twins say.")
public final class QueriesResource {

    private static final String CONTINUATION = "x-ms-continuation";

    private final QueryService queries;
    private final IdentityStates states;

    QueriesResource(QueryService queries, IdentityStates states) {
        this.queries = queries;
        this.states = states;
    }

    @POST
    @Path("/query")
    @Operation(summary = "Query the twins of devices or modules")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = "{\"query\":\"SELECT * FROM devices WHERE tags.site = 'A'\"}"))
    @APIResponse(responseCode = "200", description = "An array: whole twins, or what was selected. The header x-ms-continuation is there when there is more")
    @APIResponse(responseCode = "400", description = "The query cannot be read, the place is told; or the continuation is of another one")
    public Uni<Response> query(@HeaderParam(CONTINUATION) @Nullable String continuation,
            @HeaderParam("x-ms-max-item-count") @Nullable String size, byte[] body, @Context SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
        Optional<String> token = Optional.ofNullable(continuation).filter(text -> !text.isBlank());
        return queries.page(text(body), token, size(size)).chain(this::answer);
    }

    private static String text(byte[] body) {
        return JsonFields.text(JsonText.object(body), "query").filter(text -> !text.isBlank())
                .orElseThrow(() -> new HubException(ErrorCode.ARGUMENT_NULL, "BadRequest: the body has a query"));
    }

    /** A wish that cannot be met is none (semantics §3.1). */
    private static int size(@Nullable String text) {
        try {
            return text == null ? QueryService.MAX_PAGE
                    : Math.clamp(Long.parseLong(text.strip()), 1, QueryService.MAX_PAGE);
        } catch (NumberFormatException e) {
            return QueryService.MAX_PAGE;
        }
    }

    private Uni<Response> answer(QueryPage page) {
        List<Identity> shown = page.rows().stream().flatMap(QueriesResource::twin).map(QueriesResource::identity).toList();
        Uni<Map<ClientId, IdentityState>> known = shown.isEmpty() ? Uni.createFrom().item(Map.of()) : states.of(shown);
        return known.map(states -> items(page, states)).map(items -> response(page, items));
    }

    private static List<JsonNode> items(QueryPage page, Map<ClientId, IdentityState> states) {
        return page.rows().stream().map(row -> item(row, states)).toList();
    }

    private static Stream<TwinDocument> twin(QueryRow row) {
        return row instanceof QueryRow.OfTwin of ? Stream.of(of.twin()) : Stream.empty();
    }

    private static Identity identity(TwinDocument document) {
        return new Identity(document.twin().client(), document.identity().generationId());
    }

    private static JsonNode item(QueryRow row, Map<ClientId, IdentityState> states) {
        return switch (row) {
            case QueryRow.OfTwin of -> TwinJson.write(of.twin(),
                    states.getOrDefault(of.twin().twin().client(), IdentityState.UNKNOWN));
            case QueryRow.OfValues of -> of.json();
        };
    }

    /** A continuation that is empty would have clients ask for ever (semantics §3.1). */
    private static Response response(QueryPage page, List<JsonNode> items) {
        return WireJson.ok(WireJson.array(items)).header("x-ms-item-type", page.type().wireName())
                .header(CONTINUATION, page.continuation().orElse(null)).build();
    }
}
