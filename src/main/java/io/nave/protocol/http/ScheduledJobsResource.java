package io.nave.protocol.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.nave.hub.access.Caller;
import io.nave.hub.access.Permission;
import io.nave.hub.json.JsonFields;
import io.nave.hub.scheduled.JobType;
import io.nave.hub.scheduled.ScheduledJob;
import io.nave.hub.scheduled.ScheduledJob.Filter;
import io.nave.hub.scheduled.ScheduledJobService;
import io.nave.hub.scheduled.ScheduledJobStatus;
import io.smallrye.mutiny.Uni;

/** {@code /jobs/v2}: jobs over many devices (service-protocols §5.14, semantics §7.1). */
@Path("/jobs/v2")
@Singleton
@Tag(name = "Scheduled jobs", description = "A change of twins, a direct method or a message, for all devices of a condition.")
public final class ScheduledJobsResource {

    private static final String EXAMPLE = "{\"jobId\":\"j1\",\"type\":\"scheduleUpdateTwin\","
            + "\"updateTwin\":{\"etag\":\"*\",\"tags\":{\"site\":\"B\"}},\"queryCondition\":\"tags.site = 'A'\","
            + "\"startTime\":\"2026-01-31T12:00:00Z\",\"maxExecutionTimeInSeconds\":3600}";

    private final ScheduledJobService jobs;

    ScheduledJobsResource(ScheduledJobService jobs) {
        this.jobs = jobs;
    }

    @PUT
    @Path("/{id}")
    @Operation(summary = "Create a job, which begins at once or at startTime")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT), example = EXAMPLE))
    @APIResponse(responseCode = "200", description = "The job document")
    @APIResponse(responseCode = "400", description = "The condition is none, or a field is wrong")
    @APIResponse(responseCode = "409", description = "There is a job of this id")
    @APIResponse(responseCode = "429", description = "As many jobs as may be are under way")
    public Uni<Response> create(@PathParam("id") String id, byte[] body, @Context SecurityContext security) {
        require(security);
        return jobs.create(ScheduledJobJson.read(id, body)).map(ScheduledJobsResource::document);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a job and how far it is")
    @APIResponse(responseCode = "200", description = "The job document")
    @APIResponse(responseCode = "404", description = "There is no such job")
    public Uni<Response> get(@PathParam("id") String id, @Context SecurityContext security) {
        require(security);
        return jobs.get(id).map(ScheduledJobsResource::document);
    }

    @POST
    @Path("/{id}/cancel")
    @Operation(summary = "Cancel a job; what it has done stays done")
    @APIResponse(responseCode = "200", description = "The job document")
    @APIResponse(responseCode = "404", description = "There is no such job")
    public Uni<Response> cancel(@PathParam("id") String id, @Context SecurityContext security) {
        require(security);
        return jobs.cancel(id).map(ScheduledJobsResource::document);
    }

    @GET
    @Path("/query")
    @Operation(summary = "List jobs, the newest first", description = "Page by page: x-ms-max-item-count and x-ms-continuation, as headers, or pageSize and continuationToken.")
    @APIResponse(responseCode = "200", description = "An array of job documents")
    public Uni<Response> query(@QueryParam("jobType") @Nullable String type, @QueryParam("jobStatus") @Nullable String status,
            @Context HttpHeaders headers, @Context UriInfo uri, @Context SecurityContext security) {
        require(security);
        JobPage page = JobPage.read(headers, uri.getQueryParameters());
        Filter filter = new Filter(word("jobType", type, JobType::find), word("jobStatus", status, ScheduledJobStatus::find));
        return jobs.list(filter, page.after(), page.oneMore()).map(found -> page(page, found));
    }

    private static <T> Optional<T> word(String name, @Nullable String text, Function<String, Optional<T>> find) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(find.apply(text).orElseThrow(() -> JsonFields.invalid(name + " is none: " + text)));
    }

    private static Response page(JobPage page, List<ScheduledJob> found) {
        Response.ResponseBuilder answer = WireJson
                .ok(WireJson.array(page.rows(found).stream().map(ScheduledJobJson::write).toList()))
                .header("x-ms-item-type", "JobResponse");
        page.next(found).ifPresent(token -> answer.header("x-ms-continuation", token));
        return answer.build();
    }

    private static void require(SecurityContext security) {
        Caller.of(security.getUserPrincipal()).require(Permission.SERVICE_CONNECT);
    }

    private static Response document(ScheduledJob job) {
        return WireJson.ok(ScheduledJobJson.write(job)).build();
    }
}
