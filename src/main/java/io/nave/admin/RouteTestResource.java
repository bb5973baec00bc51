package io.nave.admin;

import jakarta.inject.Singleton;
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

import io.nave.routing.RouteTestJson;
import io.nave.routing.RouteTestJson.TestAll;
import io.nave.routing.RouteTestJson.TestNew;
import io.nave.routing.RouteTester;
import io.smallrye.mutiny.Uni;

/** {@code /admin/routing/routes/$testall} and {@code $testnew}: what routes would do with a message. */
@Path("/admin/routing")
@Singleton
@Tag(name = "Routing")
public final class RouteTestResource {

    private static final String ALL = """
            {"routingSource":"DeviceMessages",
             "message":{"body":"{\\"temperature\\":60}","appProperties":{"level":"hot"},
                        "systemProperties":{"contentType":"application/json","contentEncoding":"utf-8"}},
             "twin":{"tags":{"site":"north"},"properties":{"desired":{},"reported":{}}}}""";
    private static final String NEW = """
            {"route":{"name":"hot","source":"DeviceMessages","condition":"$body.temperature > 50","endpointNames":["events"],"isEnabled":true},
             "message":{"body":"{\\"temperature\\":60}","appProperties":{},
                        "systemProperties":{"contentType":"application/json","contentEncoding":"utf-8"}}}""";

    private final RouteTester tester;

    RouteTestResource(RouteTester tester) {
        this.tester = tester;
    }

    @POST
    @Path("/routes/$testall")
    @Operation(summary = "Which routes would take this message", description = "No message is sent. Nothing is added to what is given: without contentType and contentEncoding no condition can look into the body.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = ALL))
    @APIResponse(responseCode = "200", description = "The routes, each as properties")
    @APIResponse(responseCode = "400", description = "Not such a test")
    public Uni<Response> all(byte[] body, @Context SecurityContext security) {
        AdminCall.operator(security);
        TestAll test = RouteTestJson.readAll(AdminCall.read(body));
        return tester.all(test.source(), test.trial()).map(routes -> AdminCall.answer(RouteTestJson.write(routes)));
    }

    @POST
    @Path("/routes/$testnew")
    @Operation(summary = "Whether this route, stored or not, would take this message", description = "result is true, false or undefined; details say why not, or where the condition is wrong, lines and columns counted from 1.")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = NEW))
    @APIResponse(responseCode = "200", description = "The result")
    @APIResponse(responseCode = "400", description = "Not such a test")
    public Response one(byte[] body, @Context SecurityContext security) {
        AdminCall.operator(security);
        TestNew test = RouteTestJson.readNew(AdminCall.read(body));
        return AdminCall.answer(RouteTestJson.write(tester.one(test.route(), test.trial())));
    }
}
